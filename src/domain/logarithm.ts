// Logarithm and exponential that give the same bits in every engine, because they only add, multiply and divide.
//
// ECMAScript leaves Math.log, Math.exp and their like to the engine (ECMA-262, 21.3.2), and the Worker's differs from Node's in
// the last digit. What the gate decided at the edge has to be decided again elsewhere, digit by digit.

/** ln 2 in two parts (Cody and Waite, 1980): the first ends in zero bits, so that its product with an exponent is exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

const twoTo54 = 18_014_398_509_481_984;
const smallestNormal = 2.2250738585072014e-308;

const double = new DataView(new ArrayBuffer(8));

/** Natural logarithm, within one unit of the last place: minus infinity for 0, NaN below it. */
export function ln(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) return x > 0 ? x : Number.NaN;
  return x < smallestNormal ? lnOfNormal(x * twoTo54, -54) : lnOfNormal(x, 0);
}

/** ln of a normal `x` times two to the power `shift`. */
function lnOfNormal(x: number, shift: number): number {
  double.setFloat64(0, x);
  const top = double.getUint32(0);
  double.setUint32(0, (top & 0xf_ffff) | 0x3ff0_0000);
  const mantissa = double.getFloat64(0);
  const isUpper = mantissa > Math.SQRT2;
  const exponent = (top >>> 20) - 1023 + shift + (isUpper ? 1 : 0);
  const beyond = (isUpper ? mantissa / 2 : mantissa) - 1;
  // ln(1 + f) = 2 artanh(s) with s = f / (2 + f), written so that f itself, which is exact, is the largest term.
  const s = beyond / (2 + beyond);
  const square = s * s;
  let rest = (2 / 23) * square;
  rest = (rest + 2 / 21) * square;
  rest = (rest + 2 / 19) * square;
  rest = (rest + 2 / 17) * square;
  rest = (rest + 2 / 15) * square;
  rest = (rest + 2 / 13) * square;
  rest = (rest + 2 / 11) * square;
  rest = (rest + 2 / 9) * square;
  rest = (rest + 2 / 7) * square;
  rest = (rest + 2 / 5) * square;
  rest = (rest + 2 / 3) * square;
  return exponent * ln2High - (s * (beyond - rest) - exponent * ln2Low - beyond);
}

/** ln(1 + x) within two units of the last place, also where x is too small to change 1. */
export function ln1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1 || sum === Number.POSITIVE_INFINITY) return x;
  // What rounding took from x comes back as a factor (Kahan; Goldberg 1991, theorem 4).
  return sum > 0 ? (ln(sum) * x) / (sum - 1) : ln(sum);
}

/** e to the power x, within one unit of the last place; infinity from 709.79, 0 below -745.14. */
export function exp(x: number): number {
  if (!(x > -746)) return Number.isNaN(x) ? x : 0;
  if (x > 710) return Number.POSITIVE_INFINITY;
  const exponent = Math.round(x * Math.LOG2E);
  const rest = x - exponent * ln2High - exponent * ln2Low;
  // Taylor: the fourteenth term is below the last place, since |rest| <= ln 2 / 2.
  let series = 1 / 6_227_020_800;
  series = series * rest + 1 / 479_001_600;
  series = series * rest + 1 / 39_916_800;
  series = series * rest + 1 / 3_628_800;
  series = series * rest + 1 / 362_880;
  series = series * rest + 1 / 40_320;
  series = series * rest + 1 / 5_040;
  series = series * rest + 1 / 720;
  series = series * rest + 1 / 120;
  series = series * rest + 1 / 24;
  series = series * rest + 1 / 6;
  series = series * rest + 1 / 2;
  const value = 1 + (rest + rest * rest * series);
  if (exponent > 1023) return value * 2 * powerOfTwo(1023);
  return exponent < -1022 ? (value * powerOfTwo(exponent + 54)) / twoTo54 : value * powerOfTwo(exponent);
}

/** Exactly 2 to the power of an integer from -1022 to 1023. */
function powerOfTwo(exponent: number): number {
  double.setUint32(0, (exponent + 1023) << 20);
  double.setUint32(4, 0);
  return double.getFloat64(0);
}
