// What holds without halting: signatures, bug reports and drift, each with its known answers and its promise (metrics.test.ts has metrics).
import { describe, expect, it } from 'vitest';
import { deriveDrift, derivePastRatio, driftLine } from '../../../src/domain/gate/drift.ts';
import type { SideEvidence } from '../../../src/domain/gate/evidence.ts';
import { deriveOffset } from '../../../src/domain/gate/offset.ts';
import { addReports, deriveReportHarm, noReports } from '../../../src/domain/gate/report-test.ts';
import { deriveSignatureHarm, deriveSignatureLine } from '../../../src/domain/gate/signature-test.ts';
import { logChoose, meanOver } from './means.ts';
import { codesOf, dayMs, healthyRows, judge } from './samples.ts';

const none: SideEvidence = { signatures: [], reports: null, metrics: [], past: [] };
const withSide = (side: Partial<SideEvidence>) => judge(healthyRows({ side: { ...none, ...side } }));

describe('a crash signature that no build had before', () => {
  const seen = (order: number, devices: number, controlDevices = 0) => ({
    id: 'f00d',
    order,
    devices,
    controlDevices,
    exposed: 1000,
    control: 99_000,
  });
  // gates.md 1.5: in a 1 % cohort with none in control.
  it.each([
    [1, 4],
    [100, 7],
  ])('the %i. holds after %i more devices', (order, devices) => {
    const isOver = (count: number) =>
      deriveSignatureHarm(seen(order, count)) >= Math.log(deriveSignatureLine(order, 0.01));
    expect([isOver(devices - 1), isOver(devices)]).toEqual([false, true]);
  });

  it('all lines together spend a twentieth of α', () => {
    let spent = 0;
    for (let order = 1; order <= 10_000; order++) spent += 1 / deriveSignatureLine(order, 0.01);
    expect(spent).toBeCloseTo(0.05 * 0.01, 6);
    expect(spent).toBeLessThan(0.05 * 0.01);
  });

  it('holds the stage and says so; one that control has as well does not', () => {
    const verdict = withSide({ signatures: [seen(1, 4)] });
    expect([verdict.kind, codesOf(verdict)]).toEqual(['hold', ['new-signature']]);
    expect(verdict.reasons[0]?.sentence).toMatch(
      /^Crash f00d, which no build had before, came from 5 devices on the build and 0 without it \(evidence [\d,]+ of 4,000\)/,
    );
    expect(verdict.isTrancheDue).toBe(false);
    expect(withSide({ signatures: [seen(1, 4, 400)] }).kind).toBe('advance');
  });
});

describe('bug reports', () => {
  const cell = (devices: number, weight = 1) => ({
    weight,
    devices,
    exposure: 1000,
    controlDevices: 40,
    controlExposure: 4000,
  });

  it('have a mean of at most 1 up to twice the reports of control, whatever their weight', () => {
    for (const weight of [0.25, 0.5, 1]) {
      for (const [n, m] of [
        [50, 50],
        [20, 4000],
      ] as const) {
        const mean = (ratio: number) =>
          meanOver(12, ratio, [n, m], (events) =>
            deriveReportHarm(
              addReports(noReports, {
                weight,
                devices: events,
                exposure: n,
                controlDevices: 12 - events,
                controlExposure: m,
              }),
            ),
          );
        expect(mean(2)).toBeCloseTo(1, 6);
        for (const ratio of [0.5, 1, 1.9]) expect(mean(ratio)).toBeLessThanOrEqual(1 + 1e-6);
      }
    }
  });

  it('hold when many devices bring them, at equal age, and never halt', () => {
    const verdict = withSide({ reports: addReports(noReports, cell(60)) });
    expect([verdict.kind, codesOf(verdict)]).toEqual(['hold', ['bug-reports']]);
    expect(withSide({ reports: addReports(noReports, cell(20)) }).kind).toBe('advance');
    expect(withSide({ reports: addReports(noReports, cell(6000)) }).kind).toBe('hold');
  });

  it('of people of lower standing count for less', () => {
    const harm = (weight: number) =>
      deriveReportHarm(addReports(noReports, { ...cell(60, weight), controlDevices: 0 }));
    expect(harm(0.25)).toBeLessThan(harm(0.5));
    expect(harm(0.5)).toBeLessThan(harm(1));
    expect(harm(0)).toBe(0);
  });
});

describe('drift', () => {
  const step = (ratio: number) => ({ logRatio: Math.log(ratio), variance: 1 / 400 + 1 / 40_000 });

  it('nine weeks of a tenth each hold, though none of them would alone', () => {
    expect(deriveDrift([step(1.1)]).low).toBeLessThan(driftLine);
    const past = Array.from({ length: 9 }, () => step(1.1));
    expect(deriveDrift(past).ratio).toBeCloseTo(2.36, 2);
    expect(codesOf(withSide({ past }))).toEqual(['drift']);
    expect(withSide({ past: past.map(() => step(1)) }).kind).toBe('advance');
  });

  it('a step without crashes on either side says nothing', () => {
    const sums = { nats: [], exposure: 1, controlExposure: 1, over: 1, under: 1 };
    expect(derivePastRatio({ ...sums, events: 0, controlEvents: 5 })).toBeNull();
    expect(derivePastRatio({ ...sums, events: 5, controlEvents: 5 })).toEqual({ logRatio: 0, variance: 0.4 });
  });
});

describe('offsets', () => {
  it('are the ratio of the groups, usable while their error fits inside the margin', () => {
    const others = { events: 50_000, exposure: 1e6 };
    const insiders = deriveOffset({ events: 1680, exposure: 24_000 }, others, 1.1);
    expect(insiders.factor).toBeCloseTo(1.4, 6);
    expect(insiders.isUsable).toBe(true);
    expect(deriveOffset({ events: 168, exposure: 2400 }, others, 1.1).isUsable).toBe(false);
    expect(deriveOffset({ events: 0, exposure: 0 }, others, 1.1).isUsable).toBe(false);
  });
});

it('nothing of this halts or promotes by itself', () => {
  const past = Array.from({ length: 9 }, () => ({ logRatio: 1, variance: 0.001 }));
  const verdict = judge(healthyRows({ side: { ...none, past }, reachedMs: 9 * dayMs }), { nowMs: 9 * dayMs });
  expect(verdict.kind).toBe('hold');
  expect(verdict.asksPerson).toBe(true);
});

it('the helper that counts choices is right', () => {
  expect(Math.exp(logChoose(5, 2))).toBeCloseTo(10, 9);
});
