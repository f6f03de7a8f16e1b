// A verdict does not depend on the order or the packing of its rows, so a stored decision can be replayed.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CrashWindow, StageEvidence } from '../../../src/domain/gate/evidence.ts';
import { makeDice } from './dice.ts';
import { attemptsOf, healthyEvidence, judge, windowsOf } from './samples.ts';

const bad = healthyEvidence({
  installs: [attemptsOf('A-1', { failed: 7, confirmed: 190 }), attemptsOf('B-2')],
  windows: [
    ...windowsOf('A-1', { newExposureS: 123_457, controlCrashes: 13 }),
    ...windowsOf('B-2', { newExposureS: 98_765 }),
  ],
});

it.each([
  ['healthy', healthyEvidence()],
  ['doubtful', bad],
])('%s evidence, shuffled and split, gives the same verdict to the last bit', (_, evidence) => {
  const verdict = judge(evidence);
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(judge(shuffleAndSplit(evidence, seed))).toEqual(verdict);
    }),
    { numRuns: 25 },
  );
});

it('survives storage as JSON', () => {
  expect(judge(JSON.parse(JSON.stringify(bad)))).toEqual(judge(bad));
  expect(JSON.parse(JSON.stringify(judge(bad)))).toEqual(judge(bad));
});

it('a model listed twice is one model', () => {
  expect(judge({ ...bad, models: [...bad.models, 'A-1'] })).toEqual(judge(bad));
});

/** Splits each row in two that add up to it, as rows of two cohorts would, and shuffles everything. */
function shuffleAndSplit(evidence: StageEvidence, seed: number): StageEvidence {
  const dice = makeDice(seed);
  const shuffle = <T>(rows: readonly T[]): T[] =>
    rows
      .map((row) => ({ row, at: dice() }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row);
  const part = (count: number) => Math.floor(count * dice());
  const windows = evidence.windows.flatMap((row): CrashWindow[] => {
    const some = {
      ...row,
      newExposureS: part(row.newExposureS),
      newCrashes: part(row.newCrashes),
      controlExposureS: part(row.controlExposureS),
      controlCrashes: part(row.controlCrashes),
    };
    const rest = {
      ...row,
      newExposureS: row.newExposureS - some.newExposureS,
      newCrashes: row.newCrashes - some.newCrashes,
      controlExposureS: row.controlExposureS - some.controlExposureS,
      controlCrashes: row.controlCrashes - some.controlCrashes,
    };
    // A part with crashes and next to no uptime is lifted to a minute a crash, which is another sum.
    return [some, rest].every(hasRoom) ? [some, rest] : [row];
  });
  const installs = evidence.installs.flatMap((row) => {
    const silent = { ...row, accepted: 1, due: 1, failed: 0, confirmed: 0, matured: 1, silent: 1 };
    const rest = {
      ...row,
      accepted: row.accepted - 1,
      due: row.due - 1,
      matured: row.matured - 1,
      silent: row.silent - 1,
    };
    return dice() < 0.5 ? [row] : [silent, rest];
  });
  return { ...evidence, models: shuffle(evidence.models), windows: shuffle(windows), installs: shuffle(installs) };
}

function hasRoom({ newExposureS, newCrashes, controlExposureS, controlCrashes }: CrashWindow): boolean {
  return newExposureS >= 60 * newCrashes && controlExposureS >= 60 * controlCrashes;
}
