// What completed rollouts teach about groups and models: found where it is so, and nothing where too little is known.
import { describe, expect, it } from 'vitest';
import { deriveGroups, deriveOffsets, noOffsets } from '../../../src/domain/gate/groups.ts';
import { nothingHeard } from '../../../src/domain/gate/heard.ts';
import { deriveLearned, deriveLesson, derivePastPriors } from '../../../src/domain/gate/lesson.ts';
import type { PartCounts, PartedWindow } from '../../../src/domain/gate/parts.ts';
import { derivePriors } from '../../../src/domain/gate/priors.ts';
import { deriveEvidence } from '../../../src/domain/gate/rows.ts';
import { firstStage, healthyRows, silencesOf, windowsOf } from './samples.ts';

const hourS = 3600;
const rate = 0.001;

/**
 * A fleet whose testers crash `testers` times as often, and whose young installs `fresh` times, in an hour of which all
 * crash `busy` times as often as in others; the build itself doubles everything.
 */
function hourOf(at: number, { testers, fresh, busy }: { testers: number; fresh: number; busy: number }): PartedWindow {
  const part = (arm: PartCounts['arm'], isTester: boolean, ageH: PartCounts['ageH'], hours: number): PartCounts => {
    const times = (isTester ? testers : 1) * (ageH === 0 ? fresh : 1) * (arm === 'new' ? 2 : 1) * busy;
    const sums = { exposureS: hours * hourS, crashes: hours * rate * times, freeS: 0, first: 0 };
    return { arm, isTester, ageH, ...sums, fell: 0 };
  };
  // Testers speak most in the busy hours, which must not make them look worse.
  const many = 1000 * busy;
  const all = [
    part('new', true, 0, many),
    part('new', true, 24, many),
    part('new', false, 0, 4000),
    part('new', false, 6, 4000),
    part('control', true, 6, many),
    part('control', false, 6, 9000),
  ];
  const total = (arm: PartCounts['arm'], of: 'exposureS' | 'crashes') =>
    all.filter((each) => each.arm === arm).reduce((sum, each) => sum + each[of], 0);
  return {
    model: 'A-1',
    hourMs: at,
    newExposureS: total('new', 'exposureS'),
    newCrashes: total('new', 'crashes'),
    controlExposureS: total('control', 'exposureS'),
    controlCrashes: total('control', 'crashes'),
    newFreeS: 0,
    newFirst: 0,
    controlFreeS: 0,
    controlFirst: 0,
    parts: all.filter(({ isTester, ageH }) => isTester || ageH !== 6),
  };
}

const daysOf = (rates: { testers: number; fresh: number }, hours: number) =>
  Array.from({ length: hours }, (_, at) => hourOf(at, { ...rates, busy: at % 3 === 0 ? 5 : 1 }));

describe('offsets', () => {
  it('are found whatever the hours and the build do', () => {
    const groups = deriveGroups(daysOf({ testers: 1.4, fresh: 1.5 }, 96));
    const { testers, fresh } = deriveOffsets([groups], 1.1);
    expect(testers).toBeCloseTo(1.4, 6);
    expect(fresh).toBeCloseTo(1.5, 6);
  });

  it('add up over rollouts, and are none where too few crashed', () => {
    const short = deriveGroups(daysOf({ testers: 1.4, fresh: 1.5 }, 8));
    expect(deriveOffsets([short], 1.1)).toEqual(noOffsets);
    expect(
      deriveOffsets(
        Array.from({ length: 12 }, () => short),
        1.1,
      ).testers,
    ).toBeCloseTo(1.4, 6);
    expect(deriveOffsets([], 1.1)).toEqual(noOffsets);
  });

  it('stand with what was learned, once there are any', () => {
    const pastOf = (hours: number) =>
      deriveLesson(deriveEvidence(healthyRows()), nothingHeard, {
        quarantined: [],
        groups: deriveGroups(daysOf({ testers: 1.4, fresh: 1 }, hours)),
      });
    expect(deriveLearned(firstStage, [pastOf(96)]).offsets?.testers).toBeCloseTo(1.4, 6);
    expect(deriveLearned(firstStage, [pastOf(1)])).not.toHaveProperty('offsets');
  });
});

describe('priors of models', () => {
  const rates = (events: number, exposure: number) => ({ events, exposure });
  const past = (model: string, crash: number, silence: number) => ({
    model,
    crash: rates(crash, 1000),
    silence: rates(silence, 1000),
  });

  it('are ratios to one reference, so that they tell how models compare with each other', () => {
    const [a, b] = derivePriors([[past('A-1', 2000, 900), past('B-2', 1000, 900)]], 1.1);
    expect((a?.crash ?? 0) / (b?.crash ?? 1)).toBeCloseTo(2, 9);
    expect(a?.crash).toBeCloseTo(4 / 3, 9);
    expect([a?.silence, b?.silence]).toEqual([1, 1]);
  });

  it('are unknown of models with too few, and where nothing is known of others', () => {
    expect(derivePriors([[past('A-1', 9000, 10), past('B-2', 40, 10)]], 1.1)).toEqual([
      { model: 'A-1', crash: null, silence: null },
      { model: 'B-2', crash: null, silence: null },
    ]);
    expect(derivePriors([[past('A-1', 9000, 900)]], 1.1)).toEqual([{ model: 'A-1', crash: null, silence: null }]);
    expect(derivePriors([], 1.1)).toEqual([]);
  });

  it('come from what completed rollouts counted of both sides', () => {
    const windows = [...windowsOf('A-1', { controlCrashes: 160 }), ...windowsOf('B-2', { controlCrashes: 40 })];
    const silences = [...silencesOf('A-1', { controlSilent: 800, controlDue: 8000 }), ...silencesOf('B-2')];
    const lesson = deriveLesson(deriveEvidence(healthyRows({ windows, silences })), nothingHeard, {
      quarantined: [],
      groups: deriveGroups([]),
    });
    const [a, b] = derivePastPriors([lesson]);
    expect((a?.crash ?? 0) / (b?.crash ?? 1)).toBeCloseTo((12 + 24 * 160) / (12 + 24 * 40), 6);
    // Eighty silent are too few, whatever they are of.
    expect([a?.silence, b?.silence]).toEqual([null, null]);
    const { models: _, groups: __, ...before } = lesson;
    expect(derivePastPriors([before])).toEqual([]);
  });
});
