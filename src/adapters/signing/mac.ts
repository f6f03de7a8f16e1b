// Seals short texts with keys derived from the service's one secret, one key a purpose.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** 43 characters of base64url. */
export type Mac = (text: string) => string;

/** A seal for one purpose is none for another. Throws for a secret below 32 characters: it could be guessed offline from one seal. */
export function deriveMac(secret: string, purpose: string): Mac {
  if (secret.length < 32) throw new RangeError('The service secret must have at least 32 characters.');
  const key = createHmac('sha256', secret).update(`orange-friday/${purpose}/1`).digest();
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}

/** Both are 43 characters of base64url here, so their length tells nothing. */
export const areEqual = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));
