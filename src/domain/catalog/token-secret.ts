// The secret of an access token: recognisable by secret scanners, checkable for typing mistakes, kept only as its SHA-256.
import { hexOf, utf8Bytes } from '../bytes.ts';
import { sha256 } from '../trust/sha256.ts';
import type { Role } from './token.ts';

/** One letter a role, so that a leaked secret says at once how bad the leak is. */
const letters: Readonly<Record<Role, string>> = {
  operator: 'o',
  engineer: 'e',
  viewer: 'v',
  gateway: 'g',
  enroller: 'n',
  reporter: 'r',
};

/** 192 bits, so that neither the secret nor its SHA-256 can be searched for. */
export const tokenRandomBytes = 24;

const checksumDigits = 8;
const digestOf = (text: string): string => hexOf(sha256(utf8Bytes(text)));

/** `of_<role>_<48 hex digits><checksum>`; the checksum is the first 8 hex digits of the SHA-256 of all that stands before it. */
export const tokenSecretPattern = /^of_[oevgnr]_[0-9a-f]{56}$/;

/** `randomHex` is 48 hex digits of chance. */
export function deriveTokenSecret(role: Role, randomHex: string): string {
  const body = `of_${letters[role]}_${randomHex}`;
  return body + digestOf(body).slice(0, checksumDigits);
}

/** Whether a text can be a secret of ours: false for one that was cut short or mistyped. */
export function isTokenSecret(text: string): boolean {
  if (!tokenSecretPattern.test(text)) return false;
  return digestOf(text.slice(0, -checksumDigits)).startsWith(text.slice(-checksumDigits));
}

/** What is kept in place of the secret: its SHA-256 in hex. */
export const deriveTokenDigest = (secret: string): string => digestOf(secret);
