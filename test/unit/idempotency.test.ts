// What a repeated request gets, case by case.
import { describe, expect, it } from 'vitest';
import { type Claim, claimLeaseMs, decideReplay, isFinal } from '../../src/domain/idempotency.ts';

const answer = { status: 201, contentType: 'application/json', body: '{}' };
const open: Claim = { requestSha256: 'a', attempt: '1', claimedMs: 1000, answer: null };
const settled: Claim = { ...open, answer };

describe('decideReplay', () => {
  it('gives the same request its answer again, however late', () => {
    expect(decideReplay(settled, 'a', 1e15)).toEqual({ kind: 'replay', answer });
  });

  it('refuses another request, before and after the first is answered', () => {
    expect(decideReplay(settled, 'b', 1001)).toEqual({ kind: 'another-request' });
    expect(decideReplay(open, 'b', 1001)).toEqual({ kind: 'another-request' });
    expect(decideReplay(open, 'b', 1000 + claimLeaseMs)).toEqual({ kind: 'another-request' });
  });

  it('lets the first be worked on for the length of its lease, then counts it as dead', () => {
    expect(decideReplay(open, 'a', 1000)).toEqual({ kind: 'in-flight' });
    expect(decideReplay(open, 'a', 999 + claimLeaseMs)).toEqual({ kind: 'in-flight' });
    expect(decideReplay(open, 'a', 1000 + claimLeaseMs)).toEqual({ kind: 'abandoned' });
  });
});

it.each([
  [200, true],
  [201, true],
  [204, true],
  [400, true],
  [404, true],
  [408, false],
  [409, true],
  [422, true],
  [425, false],
  [429, false],
  [500, false],
  [503, false],
])('an answer %i is final: %s', (status, expected) => {
  expect(isFinal(status)).toBe(expected);
});
