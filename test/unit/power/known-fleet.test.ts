// What a service knows of a fleet: only what was counted, and nothing in place of what was not.
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../../../src/domain/gate/lesson.ts';
import { deriveKnownFleet } from '../../../src/domain/power/known-fleet.ts';
import type { AudienceGroup } from '../../../src/domain/rollout/reach.ts';
import { since } from '../../samples/fleet.ts';

const group = (model: string, devices: number, passCohorts: readonly string[] = []): AudienceGroup => ({
  model,
  version: null,
  region: null,
  locale: null,
  passCohorts: since(...passCohorts),
  band: null,
  devices,
});
const groups = [group('n1', 500), group('n2', 1500), group('n2', 40, ['testers', 'lab']), group('n1', 10, ['lab'])];

const dayS = 86_400;
const lesson = (crashes: number): Lesson => ({
  shares: {
    silence: { events: 20, devices: 1000 },
    boot: { events: 3, devices: 500 },
    'failed-installs': { events: 9, devices: 450 },
  },
  lasting: {},
  crash: null,
  reports: [],
  models: [
    { model: 'n1', crash: { events: 2 * crashes, exposure: 1000 * dayS }, silence: { events: 0, exposure: 0 } },
    { model: 'n2', crash: { events: crashes, exposure: 1000 * dayS }, silence: { events: 0, exposure: 0 } },
  ],
});

describe('a fleet as it is known', () => {
  it('has its devices by model and cohort, and the rates of its rollouts', () => {
    const fleet = deriveKnownFleet([lesson(600), lesson(600)], groups);
    expect(fleet).toMatchObject({ lessons: 2, devices: 2050, cohorts: { testers: 40, lab: 50 } });
    expect(fleet).toMatchObject({ silence: 0.02, unconfirmed: 0.006, failedInstalls: 0.02 });
    expect(fleet.crashesPerDay).toBeCloseTo(0.9, 9);
    expect(fleet.models).toEqual([
      { model: 'n2', share: 1540, crash: expect.closeTo(2 / 3, 9) },
      { model: 'n1', share: 510, crash: expect.closeTo(4 / 3, 9) },
    ]);
  });

  it('takes models for equal where too few of them crashed', () => {
    expect(deriveKnownFleet([lesson(20)], groups).models.map(({ crash }) => crash)).toEqual([1, 1]);
  });

  it('leaves out what nobody counted', () => {
    const untold = { shares: {}, lasting: {}, crash: null, reports: [] };
    const bare = { lessons: 1, devices: 0, models: [], cohorts: {} };
    expect(deriveKnownFleet([untold], [])).toEqual(bare);
    expect(deriveKnownFleet([], [])).toEqual({ ...bare, lessons: 0 });
  });
});
