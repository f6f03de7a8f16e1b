// SHA-256 by the platform, in workerd and on Node: at once, since a trip to a thread pool costs more than a report's hash.
import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import type { Digest } from '../../app/ports/digest.ts';

/** A text is read as UTF-8 where it lies, without a copy. */
export const systemDigest: Digest = async (content) => ({
  sizeBytes: typeof content === 'string' ? Buffer.byteLength(content) : content.length,
  sha256: hash('sha256', content, 'hex'),
});
