// Logarithm and exponential against values computed with 300 bits (mpmath 1.3, rounded to the nearest double).
import { describe, expect, it } from 'vitest';
import { exp, ln, ln1p } from '../../src/domain/logarithm.ts';

const { NaN: none, POSITIVE_INFINITY: infinity } = Number;

/** How many doubles lie between two of the same sign. */
function placesBetween(a: number, b: number): number {
  const bits = (value: number) => new DataView(new Float64Array([value]).buffer).getBigInt64(0, true);
  return Math.abs(Number(bits(a) - bits(b)));
}

it.each([
  [5e-324, -744.4400719213812],
  [1e-310, -713.8013788281542],
  [2.2250738585072014e-308, -708.3964185322641],
  [1e-9, -20.72326583694641],
  [0.2, -1.6094379124341003],
  [0.7071067811865475, -0.34657359027997275],
  [0.9999999999999999, -1.1102230246251565e-16],
  [1.0000000000000002, 2.2204460492503128e-16],
  [1.5, 0.4054651081081644],
  [11, 2.3978952727983707],
  [12345.678, 9.421061321291832],
  [1.7976931348623157e308, 709.782712893384],
])('ln %d', (x, wanted) => {
  expect(placesBetween(ln(x), wanted)).toBeLessThanOrEqual(1);
});

it.each([
  [-0.9999999999999999, -36.7368005696771],
  [-0.25, -0.2876820724517809],
  [-1e-20, -1e-20],
  [1e-300, 1e-300],
  [1e-10, 9.999999999500001e-11],
  [0.3, 0.26236426446749106],
  [7, 2.0794415416798357],
  [1e17, 39.14394658089878],
])('ln(1 + x) of %d', (x, wanted) => {
  expect(placesBetween(ln1p(x), wanted)).toBeLessThanOrEqual(2);
});

it.each([
  [-745, 5e-324],
  [-740, 4.2e-322],
  [-708.5, 2.006132305331306e-308],
  [-1, 0.36787944117144233],
  [-1e-17, 1],
  [0.1, 1.1051709180756477],
  [2, 7.38905609893065],
  [10.5, 36315.502674246636],
  [300, 1.9424263952412558e130],
  [709.78, 1.7928227943945155e308],
])('e to the power %d', (x, wanted) => {
  expect(placesBetween(exp(x), wanted)).toBeLessThanOrEqual(1);
});

describe('at the ends', () => {
  it('answers as the functions of the standard do', () => {
    const ends = [0, -0, none, infinity, -infinity];
    expect([...ends, -1, 1].map(ln)).toEqual([...ends, -1, 1].map(Math.log));
    expect(ends.map(exp)).toEqual(ends.map(Math.exp));
    const shifted = [0, -1, -2, none, infinity];
    expect(shifted.map(ln1p)).toEqual(shifted.map(Math.log1p));
    expect([710, 1e308, -746, -1e308].map(exp)).toEqual([infinity, infinity, 0, 0]);
  });
});
