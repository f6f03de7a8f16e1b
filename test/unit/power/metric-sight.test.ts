// What metrics would see of a build, before it starts: held against values thrown one by one, under the gate's own reading.
import { describe, expect, it } from 'vitest';
import { openDice } from '../../../src/cli/fleet/dice.ts';
import { drawMeasures } from '../../../src/cli/fleet/measures.ts';
import { deriveBin } from '../../../src/domain/device/metric.ts';
import { deriveMetricRules } from '../../../src/domain/gate/metric-rule.ts';
import { deriveQuantileRatios, isWorse, type Sample } from '../../../src/domain/gate/metric-test.ts';
import { usualFleet } from '../../../src/domain/power/fleet.ts';
import { deriveMetricSight } from '../../../src/domain/power/metric-sight.ts';
import { deriveMetricSentence } from '../../../src/domain/power/wording.ts';
import type { PlanStage } from '../../../src/domain/rollout/plan.ts';

const stageOf = (permille: number, changes: Partial<PlanStage> = {}): PlanStage => ({
  name: `p${permille}`,
  cohort: 'everyone',
  permille,
  bakeS: 86_400,
  promote: 'auto',
  evidence: 'safety',
  gates: [],
  ...changes,
});
const fleet = { ...usualFleet, installedInDay: 1 };
const bootsOf = (permille: number, changes: Partial<PlanStage> = {}) =>
  deriveMetricSight(fleet, [stageOf(permille, changes)])[0]?.seen.find(({ metric }) => metric === 'boot-time')?.times;

describe('what metrics see', () => {
  it('is no less than docs/GATES.md says of boots: 1.3 times as long by 400 devices, twice as long by 150, nothing below 100', () => {
    expect(bootsOf(4)).toBe(1.3);
    expect(bootsOf(1.5)).toBeLessThanOrEqual(2);
    expect(bootsOf(0.9)).toBeNull();
  });

  it('is more with more devices, less with a higher tolerance, and nothing where the plan looks at none', () => {
    const times = [1.5, 4, 20, 200].map((permille) => bootsOf(permille) ?? Number.NaN);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(bootsOf(20, { metrics: [{ metric: 'boot-time', tolerance: 1 }] })).toBeGreaterThan(2);
    expect(deriveMetricSight(fleet, [stageOf(20, { metrics: [] })])[0]?.seen).toEqual([]);
    expect(deriveMetricSentence([], [])).toContain('no metrics');
  });

  it('holds a build in most rollouts at the change that it names, and in few at one step less', () => {
    const rule = deriveMetricRules()[0];
    if (rule === undefined) throw new Error('no rule');
    const alpha = 0.05 / 3 / 2 / 2;
    const dice = openDice(3);
    const sampleOf = (size: number, times: number): Sample => {
      const bins = new Map<number, number>();
      for (let n = 0; n < size; n++) {
        const bin = deriveBin((drawMeasures(dice, 1)?.bootS ?? 0) * times);
        bins.set(bin, (bins.get(bin) ?? 0) + 1);
      }
      return { histogram: [...bins].sort(([a], [b]) => a - b), size };
    };
    const shareSeen = (times: number): number => {
      const seen = Array.from({ length: 40 }, () => {
        const ratios = deriveQuantileRatios(rule, { fresh: sampleOf(400, times), control: sampleOf(20_000, 1) }, alpha);
        return ratios.some((ratio) => isWorse(rule, ratio));
      });
      return seen.filter(Boolean).length / seen.length;
    };
    expect(bootsOf(4)).toBe(1.3);
    expect(shareSeen(1.3)).toBeGreaterThan(0.5);
    expect(shareSeen(1.2)).toBeLessThan(0.5);
  });
});
