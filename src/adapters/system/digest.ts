// SHA-256 by the platform, in workerd and on Node: at once, since a trip to a thread pool costs more than a report's hash.
import { createHash } from 'node:crypto';
import type { Digest } from '../../app/ports/digest.ts';

const encoder = new TextEncoder();

export const systemDigest: Digest = async (content) => {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  return { sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
};
