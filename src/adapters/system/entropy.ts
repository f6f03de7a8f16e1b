// Random bytes from the platform's WebCrypto, the same in workerd and in Node.
import { Buffer } from 'node:buffer';
import type { Entropy } from '../../app/ports/entropy.ts';

/** Names of requests and the like are short; a call of the platform for each would cost what the rest of a name does not. */
const maxPooledBytes = 8;
const poolBytes = 1_024;
let pool: Buffer = Buffer.alloc(0);

export const systemEntropy: Entropy = {
  randomHex(bytes) {
    if (bytes > maxPooledBytes) return draw(bytes).toString('hex');
    if (pool.length < bytes) pool = draw(poolBytes);
    const drawn = pool.toString('hex', 0, bytes);
    // What was given out is nowhere else.
    pool = pool.subarray(bytes);
    return drawn;
  },
};

const draw = (bytes: number): Buffer => Buffer.from(crypto.getRandomValues(new Uint8Array(bytes)).buffer);
