// Which build a polling device is offered: the table of cases, and the properties that must never break.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Asking, decideOffer, deriveReadyChannel } from '../../../src/domain/rollout/offer.ts';
import type { MapChannel } from '../../../src/domain/rollout/release-map.ts';
import { mapBuild, mapChannel, mapRollout } from '../../harness/maps.ts';
import { since } from '../../samples/fleet.ts';

const asking = (changes: Partial<Asking> & { has?: number } = {}): Asking => ({
  model: 'n1',
  version: `1.${changes.has ?? 1}.0`,
  region: null,
  locale: null,
  passCohorts: [],
  bucket: 0,
  installed: mapBuild(changes.has ?? 1),
  ...changes,
});

function answer(channel: Partial<MapChannel>, who: Asking): string {
  const decision = decideOffer(deriveReadyChannel(mapChannel(channel)), who);
  return decision.kind === 'offer' ? `${decision.direction} ${decision.rollout.source.rolloutId}` : decision.reason;
}

describe('decideOffer', () => {
  it.each<[string, Partial<MapChannel>, Asking, string]>([
    ['offers an older device the rollout’s build', { rollouts: [mapRollout(2)] }, asking(), 'forward 2'],
    ['leaves a device alone that has it', { rollouts: [mapRollout(2)] }, asking({ has: 2 }), 'up-to-date'],
    ['leaves a device alone that has a newer counter', { rollouts: [mapRollout(2)] }, asking({ has: 3 }), 'up-to-date'],
    ['says so when nothing was ever rolled out', { rollouts: [] }, asking(), 'no-rollout'],
    [
      'never offers to an unlisted model',
      { builds: [mapBuild(2, { models: ['n2'] })], rollouts: [mapRollout(2)] },
      asking(),
      'model-not-listed',
    ],
    ['offers nothing while held', { rollouts: [mapRollout(2, { phase: 'held' })] }, asking(), 'held'],
    [
      'offers nothing to a model in quarantine',
      { rollouts: [mapRollout(2, { quarantined: ['n1'] })] },
      asking(),
      'quarantined',
    ],
    ['and goes on with the others', { rollouts: [mapRollout(2, { quarantined: ['n2'] })] }, asking(), 'forward 2'],
    [
      'gives a model in quarantine the build before',
      { rollouts: [mapRollout(3, { quarantined: ['n1'] }), mapRollout(2)] },
      asking(),
      'forward 2',
    ],
    ['offers nothing while halted', { rollouts: [mapRollout(2, { phase: 'halted' })] }, asking(), 'halted'],
    [
      'falls back to an older build while the newest is held',
      { rollouts: [mapRollout(3, { phase: 'held' }), mapRollout(2)] },
      asking(),
      'forward 2',
    ],
    [
      'waits for the stage',
      { rollouts: [mapRollout(2, { stages: [{ cohort: 'everyone', permille: 0 }] })] },
      asking(),
      'not-in-stage',
    ],
    [
      'gives a device outside the stage the build before',
      { rollouts: [mapRollout(3, { stages: [] }), mapRollout(2)] },
      asking(),
      'forward 2',
    ],
    [
      'brings back who has a retreated build',
      { rollouts: [mapRollout(2, { phase: 'retreated' })] },
      asking({ has: 2 }),
      'back 2',
    ],
    [
      'lets nobody else near a retreated build',
      { rollouts: [mapRollout(2, { phase: 'retreated' })] },
      asking(),
      'no-rollout',
    ],
    [
      'says when there is nothing to go back to',
      { rollouts: [mapRollout(2, { phase: 'retreated', fallbackBuildId: null })] },
      asking({ has: 2 }),
      'no-fallback',
    ],
    [
      'prefers the fix over the way back',
      { rollouts: [mapRollout(3), mapRollout(2, { phase: 'retreated' })] },
      asking({ has: 2 }),
      'forward 3',
    ],
    [
      'refuses a source the build does not accept',
      { builds: [mapBuild(2, { accepts: '>=1.1.5' })], rollouts: [mapRollout(2)] },
      asking(),
      'source-not-accepted',
    ],
    [
      'offers to a build nobody published, by its version',
      { rollouts: [mapRollout(2)] },
      asking({ installed: null, version: '0.9.0' }),
      'forward 2',
    ],
    [
      'leaves one alone that is newer by its version',
      { rollouts: [mapRollout(2)] },
      asking({ installed: null, version: '1.2.1' }),
      'up-to-date',
    ],
    [
      'offers to a device that does not know its version',
      { rollouts: [mapRollout(2)] },
      asking({ installed: null, version: null }),
      'forward 2',
    ],
  ])('%s', (_name, channel, who, expected) => {
    expect(answer(channel, who)).toBe(expected);
  });

  it('asks for the pass, not for a list, when a stage names a cohort', () => {
    const rollouts = [mapRollout(2, { stages: [{ cohort: 'friends', permille: 1000 }] })];
    const cohorts = { friends: { kind: 'named' } } as const;
    expect(answer({ rollouts, cohorts }, asking())).toBe('not-in-stage');
    expect(answer({ rollouts, cohorts }, asking({ passCohorts: since('friends') }))).toBe('forward 2');
    expect(answer({ rollouts, cohorts: {} }, asking({ passCohorts: since('friends') }))).toBe('not-in-stage');
  });

  it('leaves out who joined a list later than its stage says, and nobody from the others', () => {
    const stages = [
      { cohort: 'friends', permille: 1000, joinedByMs: 50 },
      { cohort: 'family', permille: 1000 },
    ];
    const cohorts = { friends: { kind: 'named' }, family: { kind: 'named' } } as const;
    const joined = (cohort: string, sinceMs: number) =>
      answer({ rollouts: [mapRollout(2, { stages })], cohorts }, asking({ passCohorts: [{ cohort, sinceMs }] }));
    expect(joined('friends', 50)).toBe('forward 2');
    expect(joined('friends', 51)).toBe('not-in-stage');
    expect(joined('family', 51)).toBe('forward 2');
  });
});

const bucket = fc.integer({ min: 0, max: 999 });
const permille = fc.integer({ min: 0, max: 1000 });
const stage = fc.record({ cohort: fc.constantFrom('everyone', 'friends'), permille });

describe('properties', () => {
  it('raising a permille, or reaching a further stage, never drops a device', () => {
    const cohorts = { friends: { kind: 'named' } } as const;
    fc.assert(
      fc.property(
        fc.array(stage, { maxLength: 4 }),
        stage,
        permille,
        bucket,
        fc.boolean(),
        (stages, last, more, at, isFriend) => {
          const who = asking({ bucket: at, passCohorts: isFriend ? since('friends') : [] });
          const isOffered = (reached: typeof stages) =>
            answer({ cohorts, rollouts: [mapRollout(2, { stages: reached })] }, who) === 'forward 2';
          const raised = { ...last, permille: Math.min(1000, last.permille + more) };
          if (isOffered(stages)) expect(isOffered([...stages, last])).toBe(true);
          if (isOffered([...stages, last])) expect(isOffered([...stages, raised])).toBe(true);
        },
      ),
    );
  });

  it('offers exactly `permille` of the thousand buckets', () => {
    fc.assert(
      fc.property(permille, fc.string({ minLength: 1, maxLength: 20 }), (share, salt) => {
        const channel = deriveReadyChannel(
          mapChannel({ rollouts: [mapRollout(2, { salt, stages: [{ cohort: 'everyone', permille: share }] })] }),
        );
        const offered = Array.from(
          { length: 1000 },
          (_, at) => decideOffer(channel, asking({ bucket: at })).kind,
        ).filter((kind) => kind === 'offer');
        expect(offered).toHaveLength(share);
      }),
      { numRuns: 25 },
    );
  });

  it('never offers a build to a model outside its signed list', () => {
    fc.assert(
      fc.property(fc.subarray(['n1', 'n2', 'n3']), fc.constantFrom('n1', 'n2', 'n3'), bucket, (models, model, at) => {
        const channel = {
          models: ['n1', 'n2', 'n3'],
          builds: [mapBuild(1), mapBuild(2, { models })],
          rollouts: [mapRollout(2)],
        };
        expect(answer(channel, asking({ model, bucket: at })) === 'forward 2').toBe(models.includes(model));
      }),
    );
  });
});
