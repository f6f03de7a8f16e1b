// What polls see of the recorded rollouts, and that going up the stages never takes an offer from anybody.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BuildFacts,
  type ChannelFacts,
  deriveReleaseMap,
  maxRolloutsInMap,
  type RolloutFacts,
} from '../../../src/domain/rollout/derive-release-map.ts';
import { decideOffer, deriveReadyChannel } from '../../../src/domain/rollout/offer.ts';
import type { EdgeHold, MapChannel } from '../../../src/domain/rollout/release-map.ts';
import { mapBuild } from '../../harness/maps.ts';
import { since } from '../../samples/fleet.ts';

const build = (counter: number, isWithdrawn = false): BuildFacts => ({ ...mapBuild(counter), isWithdrawn });

const rollout = (rolloutId: number, changes: Partial<RolloutFacts> = {}): RolloutFacts => ({
  rolloutId,
  state: 'running',
  buildId: `nova-${rolloutId}`,
  fallbackBuildId: `nova-${rolloutId - 1}`,
  salt: `salt-${rolloutId}`,
  stageIndex: 0,
  tranches: 0,
  quarantined: [],
  stages: [
    { cohort: 'everyone', permille: 10 },
    { cohort: 'everyone', permille: 500 },
    { cohort: 'everyone', permille: 1000 },
  ],
  ceiling: '{"ceiling":1}',
  permit: null,
  ...changes,
});

const facts = (changes: Partial<ChannelFacts> = {}): ChannelFacts => ({
  product: 'nova',
  channel: 'stable',
  pollS: 60,
  models: ['n1', 'n2'],
  cohorts: {},
  rollouts: [rollout(2)],
  builds: [build(3), build(2), build(1)],
  ...changes,
});

const publish = (channels: ChannelFacts[], holds: EdgeHold[] = []) =>
  deriveReleaseMap({ channels, stewards: [], holds, trust: null }, 7, 1_000);

function derive(changes: Partial<ChannelFacts>): MapChannel {
  const [channel] = publish([facts(changes)]).channels;
  if (channel === undefined) throw new Error('no channel');
  return channel;
}

describe('deriveReleaseMap', () => {
  it('names revision, time and channel, and knows testers everywhere', () => {
    expect(publish([facts({ rollouts: [] })])).toMatchObject({
      revision: 7,
      publishedMs: 1_000,
      channels: [{ product: 'nova', channel: 'stable', pollS: 60, cohorts: { testers: { kind: 'testers' } } }],
    });
  });

  it('keeps what is held at the edge withheld until it is no longer running', () => {
    const hold = { rolloutId: 2, actor: 'ada', reason: null, orderedMs: 5 };
    const held = publish([facts({})], [hold]);
    expect(held).toMatchObject({ holds: [hold], channels: [{ rollouts: [{ rolloutId: 2, phase: 'held' }] }] });
    const decided = publish([facts({ rollouts: [rollout(2, { state: 'held' })] })], [hold]);
    expect(decided).toMatchObject({ holds: [], channels: [{ rollouts: [{ phase: 'held' }] }] });
  });

  it('offers the stages that are reached, all of them once completed', () => {
    const permilles = (changes: Partial<RolloutFacts>) =>
      derive({ rollouts: [rollout(2, changes)] }).rollouts[0]?.stages.map(({ permille }) => permille);
    expect(permilles({})).toEqual([10]);
    expect(permilles({ stageIndex: 1 })).toEqual([10, 500]);
    expect(permilles({ state: 'completed', stageIndex: 1 })).toEqual([10, 500, 1000]);
  });

  it('keeps who joined later waiting, in a tranche too, until the rollout is completed', () => {
    const stages = [100, 500, 1000].map((permille) => ({ cohort: 'friends', permille, joinedByMs: 9 }));
    const dates = (changes: Partial<RolloutFacts>) =>
      derive({ rollouts: [rollout(2, { stages, ...changes })] }).rollouts[0]?.stages.map((each) => each.joinedByMs);
    expect(dates({ tranches: 1 })).toEqual([9, 9]);
    expect(dates({ state: 'completed' })).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['running', 'open'],
    ['held', 'held'],
    ['halted', 'halted'],
    ['retreated', 'retreated'],
    ['completed', 'open'],
  ] as const)('shows %s as %s', (state, phase) => {
    expect(derive({ rollouts: [rollout(2, { state })] }).rollouts[0]?.phase).toBe(phase);
  });

  it('keeps the newest eight that are not closed, newest first', () => {
    const many = Array.from({ length: 12 }, (_, at) => rollout(at + 1, { state: at === 11 ? 'closed' : 'completed' }));
    const ids = derive({ rollouts: many }).rollouts.map(({ rolloutId }) => rolloutId);
    expect(ids).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
    expect(ids).toHaveLength(maxRolloutsInMap);
  });

  it('offers a withdrawn build to nobody, and still brings devices back from it', () => {
    const builds = [build(2, true), build(1)];
    const phase = (state: RolloutFacts['state']) =>
      derive({ builds, rollouts: [rollout(2, { state })] }).rollouts[0]?.phase;
    expect([phase('running'), phase('completed'), phase('held'), phase('retreated')]).toEqual([
      'halted',
      'halted',
      'halted',
      'retreated',
    ]);
  });

  it('forgets a withdrawn fallback', () => {
    const builds = [build(2), build(1, true)];
    expect(derive({ builds, rollouts: [rollout(2, { state: 'retreated' })] }).rollouts[0]?.fallbackBuildId).toBeNull();
  });

  it('carries statements of builds on offer, and only the names of the others', () => {
    const { builds } = derive({});
    const carried = builds.filter(({ release, artifacts }) => release !== '' && artifacts.length > 0);
    expect(carried.map(({ buildId }) => buildId)).toEqual(['nova-2', 'nova-1']);
    expect(builds.map(({ vendorVersion }) => vendorVersion)).toEqual(['V14.0.3.0', 'V14.0.2.0', 'V14.0.1.0']);
  });

  it('never drops a device when a rollout goes up a stage or completes', () => {
    const stages = fc.array(
      fc.record({ cohort: fc.constantFrom('everyone', 'testers', 'cn'), permille: fc.integer({ min: 1, max: 1000 }) }),
      { minLength: 2, maxLength: 5 },
    );
    const device = fc.record({
      bucket: fc.integer({ min: 0, max: 999 }),
      passCohorts: fc.subarray(since('testers')),
      region: fc.constantFrom('CN', 'DE', null),
    });
    const cohorts = { cn: { kind: 'rule', rule: { regions: ['CN'] } } } as const;
    fc.assert(
      fc.property(stages, device, fc.string({ minLength: 1, maxLength: 9 }), (ladder, who, salt) => {
        const isOffered = (changes: Partial<RolloutFacts>) => {
          const channel = deriveReadyChannel(
            derive({ cohorts, rollouts: [rollout(2, { stages: ladder, salt, ...changes })] }),
          );
          const asking = { ...who, model: 'n1', version: '1.1.0', locale: null, installed: mapBuild(1) };
          return decideOffer(channel, asking).kind === 'offer';
        };
        const offers = ladder.map((_, stageIndex) => isOffered({ stageIndex }));
        offers.push(isOffered({ state: 'completed' }));
        expect(offers.slice(1).every((next, at) => next || !offers[at])).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
