// What is said of a plan before the start is what the simulator, device by device, makes of it.
import { describe, expect, it } from 'vitest';
import { comparePlan } from '../../scripts/power/compare.ts';
import { planOf, testersFirst } from './plans.ts';

const builds = 80;

describe('plan power and the simulator agree', () => {
  it.each(['crash-x2', 'brick-1pct', 'install-fail-12pct', 'silent-3pct'])('on %s', (fault) => {
    const rows = comparePlan(testersFirst, { builds, seed: 5, only: [fault] });
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  it('on good builds', () => {
    const rows = comparePlan(testersFirst, { builds: 30, seed: 5, only: ['good'] });
    expect(rows.map(({ what }) => what)).toEqual(['halted', 'left to a person', 'hours to everybody']);
    expect(rows.filter(({ agrees }) => !agrees)).toEqual([]);
  });

  it('and disagree about another plan: the comparison can tell', () => {
    const whole = planOf([
      'name: testers, cohort: testers, permille: 990, bake: 24h',
      'name: all, permille: 1000, bake: 24h',
    ]);
    const said = comparePlan(whole, { builds, seed: 5, only: ['crash-x2'] }).find(({ what }) =>
      what.startsWith('devices'),
    );
    const other = comparePlan(testersFirst, { builds, seed: 5, only: ['crash-x2'] }).find(({ what }) =>
      what.startsWith('devices'),
    );
    expect(Math.abs((said?.said ?? 0) / (other?.simulated ?? 1) - 1)).toBeGreaterThan(0.25);
  });
});
