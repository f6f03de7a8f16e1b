// The share test: exact mean of its factors, and what early failures and undecided devices do to it.
import { describe, expect, it } from 'vitest';
import {
  deriveLastingSafety,
  deriveQuietSafety,
  deriveShareGrowth,
  deriveShareHarm,
  deriveShareInterval,
  deriveShareSafety,
} from '../../../src/domain/gate/share-test.ts';

describe('mean over a binomial', () => {
  it('of harm is at most 1 for every share up to the limit', () => {
    for (const limit of [0.003, 0.01, 0.02, 0.3, 0.9]) {
      for (const devices of [1, 5, 60]) {
        const mean = (truth: number) =>
          meanOver(devices, truth, (events) => deriveShareHarm({ events, devices }, limit));
        expect(mean(limit)).toBeCloseTo(1, 9);
        for (const part of [0, 0.3, 0.9]) expect(mean(limit * part)).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
  });

  it('of safety is at most 1 for every share from the tolerated one up', () => {
    for (const [limit, tolerated] of [
      [0.02, 0.04],
      [0.01, 0.013],
      [0.3, 0.6],
    ] as const) {
      for (const devices of [1, 5, 60]) {
        for (const logE of [
          (events: number) => deriveShareSafety({ events, devices }, limit, tolerated).logE,
          (events: number) => deriveLastingSafety({ events, devices }, tolerated).logE,
          (events: number) => deriveQuietSafety({ events, devices }, limit, tolerated).logE,
        ]) {
          expect(meanOver(devices, tolerated, logE)).toBeCloseTo(1, 9);
          for (const factor of [1.1, 1.5]) expect(meanOver(devices, tolerated * factor, logE)).toBeLessThanOrEqual(1);
        }
      }
    }
  });
});

it('bets on 3, 5, 10, 20 and 40 % at the limit of 2 % (gates.md 1.3 d)', () => {
  const bets = [0.03, 0.05, 0.1, 0.2, 0.4];
  const [events, devices] = [14, 114];
  const byHand = bets.map((f) => (f / 0.02) ** events * ((1 - f) / 0.98) ** (devices - events));
  const mean = byHand.reduce((sum, e) => sum + e, 0) / bets.length;
  expect(deriveShareHarm({ events, devices }, 0.02)).toBeCloseTo(Math.log(mean), 9);
  // gates.md 4: 12 % failed installs stopped at a median of 110-114 devices, at weight .10 of α = 1 %.
  expect(mean).toBeGreaterThan(100 / 0.1);
});

it('grows by the divergence of the truth from what it rejects', () => {
  const devices = 100_000;
  const { best } = deriveShareSafety({ events: 1000, devices }, 0.01, 0.03);
  expect(best / devices).toBeCloseTo(deriveShareGrowth(0.01, 0.03), 6);
});

it('shows an interval around the share', () => {
  const interval = deriveShareInterval({ events: 30, devices: 1000 }, 0.01);
  expect(interval?.low).toBeGreaterThan(0.01);
  expect(interval?.low).toBeLessThan(0.03);
  expect(interval?.high).toBeGreaterThan(0.03);
  expect(interval?.high).toBeLessThan(0.08);
  expect(deriveShareInterval({ events: 0, devices: 1000 }, 0.01)?.low).toBe(0);
  expect(deriveShareInterval({ events: 50, devices: 50 }, 0.01)?.high).toBe(1);
  expect(deriveShareInterval({ events: 0, devices: 0 }, 0.01)).toBeNull();
});

function meanOver(devices: number, truth: number, logE: (events: number) => number): number {
  let [mean, logChoose] = [0, 0];
  for (let events = 0; events <= devices; events++) {
    if (events > 0) logChoose += Math.log(devices - events + 1) - Math.log(events);
    // 0 · ln 0 is 0: a share of zero gives no event.
    const logHit = events === 0 ? 0 : events * Math.log(truth);
    mean += Math.exp(logChoose + logHit + (devices - events) * Math.log1p(-truth) + logE(events));
  }
  return mean;
}
