// How many devices the stages of a plan hold: exact where the salt is known, on average where it is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../src/domain/rollout/cohort.ts';
import { derivePlaces } from '../../../src/domain/rollout/permutation.ts';
import {
  type AudienceGroup,
  deriveAudienceFacts,
  deriveBands,
  deriveReach,
} from '../../../src/domain/rollout/reach.ts';
import { since } from '../../samples/fleet.ts';

const group = (devices: number, changes: Partial<AudienceGroup> = {}): AudienceGroup => ({
  model: '',
  version: null,
  region: null,
  locale: null,
  passCohorts: [],
  band: null,
  devices,
  ...changes,
});

const cohorts: Record<string, Cohort> = {
  testers: { kind: 'testers' },
  lab: { kind: 'named' },
  cn: { kind: 'rule', rule: { regions: ['CN'], builds: '>=1.0.0' } },
};

describe('deriveReach', () => {
  it('adds stages up: a device in two of them counts once', () => {
    const stages = [
      { cohort: 'testers', permille: 1000 },
      { cohort: 'everyone', permille: 100 },
      { cohort: 'everyone', permille: 1000 },
    ];
    const groups = [group(50, { passCohorts: since('testers') }), group(1000)];
    expect(deriveReach({ stages, cohorts, groups, bands: null })).toEqual([50, 150, 1050]);
  });

  it('takes the higher permille of a device’s stages, not their sum', () => {
    const stages = [
      { cohort: 'cn', permille: 300 },
      { cohort: 'everyone', permille: 200 },
    ];
    const groups = [group(1000, { region: 'CN', version: '1.2.0' }), group(1000, { region: 'DE', version: '1.2.0' })];
    expect(deriveReach({ stages, cohorts, groups, bands: null })).toEqual([300, 500]);
  });

  it('tells two groups apart by where they stand, and takes the average of one whose place nobody knows', () => {
    const stages = [{ cohort: 'everyone', permille: 100 }];
    const bands = deriveBands('salt', stages);
    const bandAt = (place: number) => bands.ofBucket[derivePlaces('salt').indexOf(place)] ?? null;
    const reachOf = (band: number | null) => deriveReach({ stages, cohorts, groups: [group(40, { band })], bands });
    expect([bandAt(50), bandAt(150), null].map(reachOf)).toEqual([[40], [0], [4]]);
  });

  it('counts exactly the buckets below each permille once the salt is known', () => {
    const ladder = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ladder, fc.string({ minLength: 1, maxLength: 8 }), (permilles, salt) => {
        const stages = permilles.map((permille) => ({ cohort: 'everyone', permille }));
        const bands = deriveBands(salt, stages);
        const groups = Array.from(bands.ofBucket, (band) => group(1, { band }));
        const places = derivePlaces(salt);
        const expected = permilles.map(
          (_, at) => places.filter((place) => place < Math.max(...permilles.slice(0, at + 1))).length,
        );
        expect(deriveReach({ stages, cohorts, groups, bands })).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('deriveAudienceFacts', () => {
  it('asks for nothing when everyone is meant', () => {
    const facts = deriveAudienceFacts([{ cohort: 'everyone' }], cohorts);
    expect(facts).toEqual({ models: false, regions: false, locales: false, builds: false, cohorts: [] });
  });

  it('asks for what the rules look at, and for the members of named cohorts', () => {
    const facts = deriveAudienceFacts([{ cohort: 'cn' }, { cohort: 'lab' }, { cohort: 'testers' }], cohorts);
    expect(facts).toEqual({ models: false, regions: true, locales: false, builds: true, cohorts: ['lab', 'testers'] });
  });
});
