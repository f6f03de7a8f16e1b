// Random bytes from the platform's WebCrypto, the same in workerd and in Node.
import type { Entropy } from '../../app/ports/entropy.ts';

export const systemEntropy: Entropy = {
  randomHex(bytes) {
    const drawn = crypto.getRandomValues(new Uint8Array(bytes));
    return Array.from(drawn, (byte) => byte.toString(16).padStart(2, '0')).join('');
  },
};
