// A verdict does not depend on the order, the packing or the delay of its rows, so a stored decision can be replayed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCell, startLedger } from '../../../src/domain/gate/ledger.ts';
import { type CrashWindow, deriveEvidence, type StageRows } from '../../../src/domain/gate/rows.ts';
import { drawPoisson, makeDice } from './dice.ts';
import { attemptsOf, healthyRows, judge, windowsOf } from './samples.ts';

const bad = healthyRows({
  installs: [attemptsOf('A-1', { failed: 7, confirmed: 190 }), attemptsOf('B-2')],
  windows: [
    ...windowsOf('A-1', { newExposureS: 123_457.3, newFreeS: 90_001.7, controlCrashes: 23 }),
    ...windowsOf('B-2', { newExposureS: 98_765 }),
  ],
});

describe.each([
  ['healthy', healthyRows()],
  ['doubtful', bad],
])('%s evidence', (_, rows) => {
  it('shuffled and split gives the same verdict to the last bit', () => {
    const verdict = judge(rows);
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        expect(judge(shuffleAndSplit(rows, seed))).toEqual(verdict);
      }),
      { numRuns: 25 },
    );
  });

  it('survives storage as JSON', () => {
    const evidence = deriveEvidence(rows);
    expect(judge(rows, { evidence: JSON.parse(JSON.stringify(evidence)) })).toEqual(judge(rows));
    expect(JSON.parse(JSON.stringify(judge(rows)))).toEqual(judge(rows));
  });
});

it('a model listed twice is one model', () => {
  expect(judge({ ...bad, models: [...bad.models, 'A-1'] })).toEqual(judge(bad));
});

it('sums of ten thousand windows are the same bits in any order', () => {
  const dice = makeDice(9);
  const cells = Array.from({ length: 10_000 }, () => {
    const [exposure, controlExposure] = [dice() * 1e6, dice() * 1e8];
    return {
      exposure,
      controlExposure,
      events: drawPoisson(dice, exposure / 3e5),
      controlEvents: drawPoisson(dice, controlExposure / 3e6),
    };
  });
  const sumsOf = (all: typeof cells) => {
    const ledger = startLedger(['A-1']);
    for (const cell of all) for (const model of ledger.models) addCell(model, 'crash-rate', cell);
    return ledger;
  };
  const shuffled = cells.map((cell) => ({ cell, at: dice() })).sort((a, b) => a.at - b.at);
  expect(sumsOf(shuffled.map(({ cell }) => cell))).toEqual(sumsOf(cells));
});

it('what comes late brings its own exposure: a day later the verdict is that of one who heard all at once', () => {
  const late = bad.windows.filter((_, index) => index % 3 === 0);
  const early = { ...bad, windows: bad.windows.filter((_, index) => index % 3 !== 0) };
  expect(judge(early)).not.toEqual(judge(bad));
  expect(judge({ ...early, windows: [...early.windows, ...late] })).toEqual(judge(bad));
});

/** Splits rows in two that add up to them, as rows of two cohorts would, and shuffles everything. */
function shuffleAndSplit(rows: StageRows, seed: number): StageRows {
  const dice = makeDice(seed);
  const shuffle = <T>(all: readonly T[]): T[] =>
    all
      .map((row) => ({ row, at: dice() }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row);
  const windows = rows.windows.flatMap((row): CrashWindow[] => {
    // An empty row of the hour: whole thousandths of a second would not add up to the same bits.
    const none = { newCrashes: 0, controlCrashes: 0, newFirst: 0, controlFirst: 0, newFreeS: 0, controlFreeS: 0 };
    const newExposureS = Math.floor((row.newExposureS / 2) * dice());
    const controlExposureS = Math.floor((row.controlExposureS / 2) * dice());
    const part = { ...row, ...none, newExposureS, controlExposureS };
    const rest = {
      ...row,
      newExposureS: row.newExposureS - newExposureS,
      controlExposureS: row.controlExposureS - controlExposureS,
    };
    return [part, rest];
  });
  const installs = rows.installs.flatMap((row) => {
    const nobody = { ...row, accepted: 0, due: 0, failed: 0, confirmed: 0, bootsDue: 0, bootsMissed: 0 };
    const one = { ...nobody, accepted: 1, due: 1 };
    const rest = { ...row, accepted: row.accepted - 1, due: row.due - 1 };
    return dice() < 0.5 ? [row] : [one, rest];
  });
  return { ...rows, models: shuffle(rows.models), windows: shuffle(windows), installs: shuffle(installs) };
}
