// SHA-256 by Web Crypto, in workerd and on Node.
import type { Digest } from '../../app/ports/digest.ts';

const encoder = new TextEncoder();

export const systemDigest: Digest = async (content) => {
  const bytes = typeof content === 'string' ? encoder.encode(content) : new Uint8Array(content);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return {
    sizeBytes: bytes.length,
    sha256: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
};
