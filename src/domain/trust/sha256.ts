// SHA-256 of short inputs (FIPS 180-4), for key ids and digests of settings where nothing of the platform may be called.
// Key ids must be recomputed by whoever checks (TUF 1.0, 4.2), also on a device that has tweetnacl alone, and tweetnacl
// ends at SHA-512. Images are hashed by the platform behind a port: this one is some ten times slower.

/** The first `count` primes; their roots are the algorithm's constants, so no table has to be trusted. */
function derivePrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** First 32 bits of the fractional part; the roots are below 7, so a double has 18 bits to spare. */
const fractionBits = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32) >>> 0;

const roundConstants = Uint32Array.from(derivePrimes(64), (prime) => fractionBits(Math.cbrt(prime)));
const initialState = Uint32Array.from(derivePrimes(8), (prime) => fractionBits(Math.sqrt(prime)));

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));
const at = (words: Uint32Array, index: number): number => words[index] ?? 0;

/** The 32-byte digest. */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const state = initialState.slice();
  for (let offset = 0; offset < padded.byteLength; offset += 64) {
    compress(state, expand(new DataView(padded.buffer, offset, 64)));
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => {
    digest.setUint32(4 * index, word);
  });
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and the length in bits, filling whole blocks of 64 bytes. */
function pad(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const lengthBits = BigInt(message.length) * 8n;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, lengthBits);
  return padded;
}

function expand(block: DataView): Uint32Array {
  const words = new Uint32Array(64);
  for (let t = 0; t < 16; t += 1) words[t] = block.getUint32(4 * t);
  for (let t = 16; t < 64; t += 1) {
    const near = at(words, t - 2);
    const far = at(words, t - 15);
    const sigma1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10);
    const sigma0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3);
    words[t] = sigma1 + at(words, t - 7) + sigma0 + at(words, t - 16);
  }
  return words;
}

function compress(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t += 1) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + at(roundConstants, t) + at(words, t)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => {
    state[index] = at(state, index) + word;
  });
}
