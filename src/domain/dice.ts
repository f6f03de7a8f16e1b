// Seeded dice: the same seed throws the same numbers on every machine.

/** Uniform in (0, 1): neither end is ever thrown, so logarithms are safe. */
export type Dice = () => number;

const two32 = 4_294_967_296;
const rotate = (bits: number, by: number): number => (bits << by) | (bits >>> (32 - by));

/** xoshiro128++ (Blackman and Vigna 2019), its state filled by SplitMix32, so that neighbouring seeds share nothing. */
export function createDice(...seeds: readonly number[]): Dice {
  let mixed = 0x9e3779b9;
  const nextWord = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let word = mixed;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return word ^ (word >>> 15);
  };
  for (const seed of seeds) mixed = (nextWord() ^ (seed | 0) ^ Math.floor(seed / two32)) | 0;
  let [a, b, c, d] = [nextWord() | 1, nextWord(), nextWord(), nextWord()];
  return () => {
    const sum = (rotate((a + d) | 0, 7) + a) | 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return ((sum >>> 0) + 0.5) / two32;
  };
}

const smallFactorials = 128;
const logFactorials = new Float64Array(smallFactorials);
for (let n = 2; n < smallFactorials; n++) logFactorials[n] = (logFactorials[n - 1] ?? 0) + Math.log(n);

/** ln n!, by Stirling's series from 128 on (error below 1e-13 there). */
function logFactorial(n: number): number {
  if (n < smallFactorials) return logFactorials[n] ?? 0;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3);
}

/** A Poisson count: by products of uniforms for small means, else PTRS (Hörmann 1993). */
export function throwPoisson(dice: Dice, mean: number): number {
  if (mean <= 0) return 0;
  if (mean < 10) {
    const floor = Math.exp(-mean);
    let count = 0;
    for (let product = dice(); product > floor; product *= dice()) count += 1;
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const accepted = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = dice() - 0.5;
    const v = dice();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= accepted) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
    if (left <= count * Math.log(mean) - mean - logFactorial(count)) return count;
  }
}

/** How many of `n` come up at chance `p`: inversion for small means, else BTRS (Hörmann 1993), both exact. */
export function throwBinomial(dice: Dice, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - throwBinomial(dice, n, 1 - p);
  if (n * p < 10) return throwByInversion(dice, n, p);
  return throwByRejection(dice, n, p);
}

function throwByInversion(dice: Dice, n: number, p: number): number {
  const odds = p / (1 - p);
  let chance = Math.exp(n * Math.log1p(-p));
  let left = dice();
  let count = 0;
  while (left > chance && count < n) {
    left -= chance;
    count += 1;
    chance *= (odds * (n - count + 1)) / count;
  }
  return count;
}

function throwByRejection(dice: Dice, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const alpha = (2.83 + 5.1 / b) * spread;
  const accepted = 0.92 - 4.2 / b;
  const mode = Math.floor((n + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  const logOdds = Math.log(p / (1 - p));
  for (;;) {
    const u = dice() - 0.5;
    const v = dice();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + center);
    if (count < 0 || count > n) continue;
    if (us >= 0.07 && v <= accepted) return count;
    const left = Math.log((v * alpha) / (a / (us * us) + b));
    if (left <= atMode - logFactorial(count) - logFactorial(n - count) + (count - mode) * logOdds) return count;
  }
}

/** A whole number from `low` to `high`, both included. */
export const throwWhole = (dice: Dice, low: number, high: number): number =>
  low + Math.floor(dice() * (high - low + 1));
