// The policies in the worlds of gates.md 4: the gate stops what it must, and each peer is as blind as it is there.
import { describe, expect, it } from 'vitest';
import { runBuild } from '../../scripts/simulate/job.ts';
import { gateId, policyIds } from '../../scripts/simulate/policies/ids.ts';
import { wilsonLow } from '../../scripts/simulate/policies/installers.ts';
import { deriveQuantile, scoreOf } from '../../scripts/simulate/policies/z-tests.ts';
import type { Outcome } from '../../scripts/simulate/results/outcome.ts';
import { quantileOf, tallyKinds } from '../../scripts/simulate/results/tally.ts';
import { layGround } from '../../scripts/simulate/world/ground.ts';
import { dealBuilds } from '../../scripts/simulate/world/mix.ts';
import { readWorld } from '../../scripts/simulate/world/read-world.ts';
import { sourcesBelow } from '../tidy/sources.ts';
import { planOf } from './worlds.ts';

type Ask = { world: string; plan: string; policies: readonly string[]; builds: number; only?: string; seed?: number };

function simulate({ world, plan, policies, builds, only, seed = 21 }: Ask): Outcome[] {
  const read = readWorld(`scripts/simulate/worlds/${world}.json`);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const ground = layGround(read.value);
  const rolled = planOf(plan);
  return dealBuilds(read.value, builds).flatMap((kind, build) =>
    only !== undefined && kind.name !== only ? [] : runBuild({ ground, plan: rolled, kind, seed, build }, policies),
  );
}

/** Share stopped, by policy and kind. */
function sharesOf(outcomes: readonly Outcome[]): Record<string, Record<string, number>> {
  const shares = (policy: string) =>
    Object.fromEntries(
      tallyKinds(outcomes.filter((outcome) => outcome.policy === policy)).map(
        ({ kind, stopped, builds, isGood, halted }) => [kind, (isGood ? halted : stopped) / builds],
      ),
    );
  return Object.fromEntries(
    [...new Set(outcomes.map(({ policy }) => policy))].map((policy) => [policy, shares(policy)]),
  );
}

describe.each(['a', 'b'])('peers in world %s, on the plan of gates.md 4', (world) => {
  const peers = policyIds.filter((id) => id !== gateId);
  const shares = sharesOf(simulate({ world, plan: 'classic', policies: peers, builds: 60 }));
  const isMessy = world === 'b';

  it('that count installs see failing installs and nothing else', () => {
    for (const id of ['aws', 'hawkbit', 'capgo']) {
      expect(shares[id]).toMatchObject({
        good: 0,
        'crash-x1.5': 0,
        'crash-x2': 0,
        'crash-x5': 0,
        'install-fail-12pct': 1,
      });
    }
    expect(shares.hawkbit?.['brick-1pct']).toBe(0);
    expect(shares.nebraska).toMatchObject({ 'brick-1pct': 1, 'crash-x5': 0 });
  });

  it('that watch crashes stop gross ones, and good builds where the world is messy', () => {
    expect(shares.ubuntu).toMatchObject({ 'crash-x2': 1, 'crash-x5': 1, 'install-fail-12pct': expect.any(Number) });
    expect(shares.ubuntu?.['brick-1pct']).toBeLessThan(0.4);
    expect(shares.flagger).toMatchObject({ 'crash-x2': 1, 'crash-x5': 1 });
    const good = (id: string) => shares[id]?.good ?? Number.NaN;
    // gates.md 4: 0 and 94 %; 75 and 100 %; 25 and 95 %.
    if (isMessy) {
      expect(good('ubuntu')).toBeGreaterThan(0.7);
      expect(good('flagger')).toBeGreaterThan(0.9);
      expect(good('flagger24')).toBeGreaterThan(0.7);
    } else {
      expect(good('ubuntu')).toBeLessThan(0.1);
      expect(good('flagger')).toBeGreaterThan(0.5);
      expect(good('flagger24')).toBeLessThan(0.6);
    }
  });

  it('that test stop all harm, and good builds by peeking', () => {
    for (const id of ['naive-z', 'group-sequential'])
      expect(shares[id]).toMatchObject({ 'crash-x2': 1, 'crash-x5': 1, 'brick-1pct': 1 });
    // gates.md 4: 64 and 100 %; 2 and 79 %; adjusted 29 and 42 %; 1 and 4 %.
    expect(shares['naive-z']?.good).toBeGreaterThan(isMessy ? 0.9 : 0.4);
    expect(shares['naive-z-adjusted']?.good).toBeGreaterThan(0.1);
    expect(shares['group-sequential-adjusted']?.good).toBeLessThan(0.15);
    if (isMessy) expect(shares['group-sequential']?.good).toBeGreaterThan(0.5);
  });
});

describe.each(['a', 'b'])('the gate in world %s, on the recommended plan', (world) => {
  const outcomes = simulate({ world, plan: 'recommended', policies: [gateId], builds: 60, seed: 22 });
  const tallies = new Map(tallyKinds(outcomes).map((tally) => [tally.kind, tally]));
  const medianOf = (kind: string) => quantileOf(tallies.get(kind)?.exposed ?? [], 0.5);

  it('halts no good build, and stops every bad one', () => {
    expect(tallies.get('good')).toMatchObject({ halted: 0 });
    for (const { kind, isGood, stopped, builds } of tallies.values())
      if (!isGood) expect([kind, stopped]).toEqual([kind, builds]);
  });

  it('exposes hundreds of devices where the fleet has a hundred thousand', () => {
    const found = ['crash-x2', 'crash-x5', 'brick-1pct', 'one-model-x5', 'install-fail-12pct'].map(medianOf);
    // Medians of six builds each; docs/SIMULATOR.md has those of a hundred.
    for (const [index, most] of [1_100, 600, 1_400, 300, 250].entries()) expect(found[index]).toBeLessThan(most);
  });
});

it('is the gate of the service: the simulator brings no test of its own beyond the peers', () => {
  const own = sourcesBelow('scripts/simulate').filter(
    ({ path }) => !path.includes('/policies/z-tests') && !path.includes('/policies/installers'),
  );
  expect(
    own.filter(({ text }) => /log1p\(\(ratio|harmRatios|safeRatios|1 \/ alpha/.test(text)).map(({ path }) => path),
  ).toEqual([]);
  const gate = own.find(({ path }) => path.endsWith('policies/gate.ts'))?.text ?? '';
  expect(gate).toContain("from '../../../src/domain/gate/verdict.ts'");
  expect(gate).toContain("from '../../../src/domain/gate/ledger.ts'");
});

describe('what holds the gate', () => {
  it('a fleet-wide incident of ten times the crashes halts no good build', () => {
    const good = simulate({ world: 'incident-x10', plan: 'recommended', policies: [gateId], builds: 40, only: 'good' });
    expect(good.filter(({ verdict, quarantined }) => verdict === 'halted' || quarantined.length > 0)).toEqual([]);
  });

  it('liars in both arms hide a doubled crash rate from nobody', () => {
    const bad = simulate({
      world: 'liars-5pct',
      plan: 'recommended',
      policies: [gateId],
      builds: 60,
      only: 'crash-x2',
    });
    expect(bad.filter(({ fullAtHour }) => fullAtHour !== null)).toEqual([]);
  });
});

describe('arithmetic of the peers', () => {
  it("gives Wilson's lower bound", () => {
    // Brown, Cai and DasGupta 2001: 0 of n begins at 0; 5 of 50 at 4.35 %.
    expect(wilsonLow(0, 50)).toBeCloseTo(0, 10);
    expect(wilsonLow(5, 50)).toBeCloseTo(0.04348, 4);
  });

  it('gives quantiles and scores of the normal', () => {
    expect(deriveQuantile(0.05)).toBeCloseTo(1.644854, 4);
    expect(deriveQuantile(0.001)).toBeCloseTo(3.090232, 4);
    expect(scoreOf({ events: 20, exposure: 100, controlEvents: 10, controlExposure: 100 })).toBeCloseTo(
      0.1 / Math.sqrt(0.15 * 0.02),
      9,
    );
  });
});
