// Explaining an offer: the same decision as the poll's, and a stage, a rule and a time that fit it.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainOffer, explainRefusal } from '../../../src/domain/rollout/explain.ts';
import { type Asking, decideOffer, deriveReadyChannel } from '../../../src/domain/rollout/offer.ts';
import { derivePlaces } from '../../../src/domain/rollout/permutation.ts';
import type { MapChannel } from '../../../src/domain/rollout/release-map.ts';
import type { Rollout } from '../../../src/domain/rollout/rollout.ts';
import { mapBuild, mapChannel, mapRollout } from '../../harness/maps.ts';
import { since } from '../../samples/fleet.ts';
import { rollout, stage } from '../../samples/rollouts.ts';

const hour = 3_600_000;
const nowMs = 1_795_165_200_000;

const asking = (has: number, changes: Partial<Asking> = {}): Asking => ({
  model: 'n1',
  version: `1.${has}.0`,
  region: 'CN',
  locale: null,
  passCohorts: [],
  bucket: 0,
  installed: mapBuild(has),
  ...changes,
});

const cohorts = {
  testers: { kind: 'testers' },
  friends: { kind: 'named' },
  china: { kind: 'rule', rule: { regions: ['CN'], builds: '<1.2.0' } },
} as const;

/** A bucket that stands at the given place under the salt of rollout 2. */
const bucketAt = (place: number): number => derivePlaces('salt-2').indexOf(place);

const ladder = (changes: Partial<Rollout> = {}): Rollout =>
  rollout({
    id: 2,
    state: 'running',
    stageIndex: 0,
    stageEnteredMs: nowMs - hour,
    ceilingEndsMs: nowMs + 1000 * hour,
    stages: [
      stage('testers', 1000, { cohort: 'testers', bakeS: 2 * 3600, notBeforeMs: 0 }),
      stage('first', 100, { bakeS: 24 * 3600, notBeforeMs: 0 }),
      stage('half', 500, { bakeS: 24 * 3600, notBeforeMs: 0, promote: 'approval' }),
    ],
    ...changes,
  });

function explain(
  who: Asking,
  changes: { channel?: Partial<MapChannel>; ladder?: Rollout | null; newest?: Rollout } = {},
) {
  const of = changes.ladder === undefined ? ladder() : changes.ladder;
  const reached = (of ?? ladder()).stages.slice(0, (of ?? ladder()).stageIndex + 1);
  const channel = mapChannel({ cohorts, rollouts: [mapRollout(2, { stages: reached })], ...changes.channel });
  return explainOffer(deriveReadyChannel(channel), who, { ladder: of, newest: changes.newest ?? null, nowMs });
}

describe('explainOffer', () => {
  it('names the stage, the rule and the place behind an offer', () => {
    const told = explain(asking(1, { passCohorts: since('testers') }));
    expect(told).toMatchObject({
      decision: 'offer',
      direction: 'forward',
      reason: 'offered',
      rolloutId: 2,
      build: { id: 'nova-2', version: '1.2.0' },
      place: derivePlaces('salt-2')[0],
      stage: { index: 0, name: 'testers', isReached: true, how: 'it is a tester', whenMs: null },
    });
    expect(told.sentence).toBe('It is offered 1.2.0: stage 1 (testers) holds it.');
  });

  it('says when the stage of a device begins at the earliest, and what stands before it', () => {
    const told = explain(asking(1, { bucket: bucketAt(400) }));
    expect(told).toMatchObject({
      decision: 'none',
      reason: 'not-in-stage',
      place: 400,
      // An hour of the testers' bake is left, then the day of the first stage.
      stage: { index: 2, name: 'half', permille: 500, isReached: false, whenMs: nowMs + hour + 24 * hour },
    });
    expect(told.sentence).toContain('it will with stage 3 (half)');
    const waiting = ladder({ stageIndex: 2, stages: [...ladder().stages, stage('all', 1000, { notBeforeMs: 0 })] });
    expect(explain(asking(1, { bucket: bucketAt(700) }), { ladder: waiting }).hints.join(' ')).toContain(
      'approve the way out of half',
    );
  });

  it('waits for the signed ceiling, never promises what is over, and never the past', () => {
    const late = { bucket: bucketAt(50) };
    const [testers, first] = ladder().stages;
    if (testers === undefined || first === undefined) throw new Error('the sample has stages');
    const opens = ladder({ stages: [testers, { ...first, notBeforeMs: nowMs + 9 * hour }] });
    expect(explain(asking(1, late), { ladder: opens }).stage?.whenMs).toBe(nowMs + 9 * hour);
    expect(explain(asking(1, late), { ladder: ladder({ ceilingEndsMs: nowMs }) }).stage?.whenMs).toBeNull();
    expect(explain(asking(1, late), { ladder: ladder({ state: 'held' }) }).stage?.whenMs).toBeNull();
    const baked = ladder({ stageEnteredMs: nowMs - 90 * hour });
    expect(explain(asking(1, late), { ladder: baked }).stage?.whenMs).toBe(nowMs);
  });

  it('says for every stage why it leaves out a device that none will hold', () => {
    const told = explain(asking(1, { bucket: bucketAt(700) }));
    expect(told.stage).toBeNull();
    expect(told.hints).toEqual([
      'Stage 1 is for testers: it is no tester.',
      'Stage 2 takes places below 100; this device has 700.',
      'Stage 3 takes places below 500; this device has 700.',
    ]);
  });

  it('says which attribute a rule asks', () => {
    const of = ladder({ stages: [stage('china', 1000, { cohort: 'china' })] });
    expect(explain(asking(1), { ladder: of }).stage?.how).toBe(
      'its rule fits (region CN of CN, build 1.1.0 against <1.2.0)',
    );
    expect(explain(asking(1, { region: null }), { ladder: of }).hints).toEqual([
      'Stage 1 is for china: its rule does not fit (region unknown of CN, build 1.1.0 against <1.2.0).',
    ]);
  });

  it('knows what the map says when the rollout cannot be found', () => {
    const told = explain(asking(1, { passCohorts: since('testers') }), { ladder: null });
    expect(told).toMatchObject({ decision: 'offer', stage: { index: 0, name: null, isReached: true } });
    expect(told.hints).toEqual([]);
  });

  it('speaks of the newest rollout too when an older one has the word', () => {
    const newest = mapRollout(3, { stages: [{ cohort: 'testers', permille: 1000 }] });
    const told = explain(asking(1), { channel: { rollouts: [newest, mapRollout(2)] }, ladder: null });
    expect(told).toMatchObject({ decision: 'offer', rolloutId: 2 });
    expect(told.hints.join(' ')).toContain('The newest rollout is another one, of 1.3.0. No stage');
  });

  it('says when the newest rollout comes to a device that has what came before', () => {
    const [first, half] = [mapRollout(3, { stages: [{ cohort: 'everyone', permille: 10 }] }), mapRollout(2)];
    const stages = [stage('first', 10, { bakeS: 3600 }), stage('all', 1000, { notBeforeMs: 0 })];
    const newest = ladder({ id: 3, stages, stageEnteredMs: nowMs - hour / 2 });
    const told = explain(asking(2, { bucket: bucketAt(400) }), { channel: { rollouts: [first, half] }, newest });
    expect(told).toMatchObject({ decision: 'none', reason: 'up-to-date', rolloutId: 2 });
    expect(told.hints).toEqual([
      'The newest rollout is another one, of 1.3.0. 1.3.0 has not come to it yet: it will with stage 2 (all). At the earliest in 30 min.',
      'Every stage before has to pass its gate first.',
    ]);
  });

  it.each([
    ['held', asking(1), { rollouts: [mapRollout(2, { phase: 'held' })] }, 'held'],
    ['halted', asking(1), { rollouts: [mapRollout(2, { phase: 'halted' })] }, 'halted'],
    ['up-to-date', asking(2), { rollouts: [mapRollout(2)] }, 'already'],
    ['no-rollout', asking(1), { rollouts: [] }, 'Nothing is rolled out'],
    ['model-not-listed', asking(1, { model: 'n9' }), { rollouts: [mapRollout(2)] }, 'not made for its model'],
    [
      'source-not-accepted',
      asking(1),
      { builds: [mapBuild(2, { accepts: '>9' })], rollouts: [mapRollout(2)] },
      'over the build',
    ],
    [
      'no-fallback',
      asking(2),
      { rollouts: [mapRollout(2, { phase: 'retreated', fallbackBuildId: null })] },
      'go back to',
    ],
    ['taken-back', asking(2), { rollouts: [mapRollout(2, { phase: 'retreated' })] }, 'offered 1.1.0 instead'],
  ] as const)('has a sentence for %s', (reason, who, channel, words) => {
    const told = explain(who, { channel, ladder: null });
    expect(told.reason).toBe(reason);
    expect(told.sentence).toContain(words);
  });

  it('agrees with the poll, and with itself', () => {
    const someStage = fc.record({
      cohort: fc.constantFrom('everyone', 'testers', 'friends', 'china', 'gone'),
      permille: fc.integer({ min: 0, max: 1000 }),
    });
    const someRollout = (id: number) =>
      fc
        .record({
          phase: fc.constantFrom('open' as const, 'held' as const, 'halted' as const, 'retreated' as const),
          stages: fc.array(someStage, { maxLength: 3 }),
          fallbackBuildId: fc.constantFrom(null, 'nova-1'),
        })
        .map((changes) => mapRollout(id, changes));
    const world = fc.record({
      rollouts: fc.tuple(someRollout(3), someRollout(2)).chain((all) => fc.subarray(all)),
      has: fc.integer({ min: 1, max: 3 }),
      bucket: fc.nat({ max: 999 }),
      passCohorts: fc.subarray(since('testers', 'friends')),
      model: fc.constantFrom('n1', 'n9'),
      plan: fc.array(someStage, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(world, ({ rollouts, has, bucket, passCohorts, model, plan }) => {
        const channel = deriveReadyChannel(mapChannel({ cohorts, rollouts }));
        const who = asking(has, { bucket, passCohorts, model });
        const decision = decideOffer(channel, who);
        const reached = decision.rollout?.source.stages ?? [];
        const stages = [...reached, ...plan].map(({ cohort, permille }) => stage('s', permille, { cohort }));
        const told = explainOffer(channel, who, {
          ladder: ladder({ stages, stageIndex: reached.length - 1 }),
          newest: null,
          nowMs,
        });
        expect(told.decision).toBe(decision.kind);
        expect(told.direction).toBe(decision.kind === 'offer' ? decision.direction : null);
        expect(told.rolloutId).toBe(decision.rollout?.source.rolloutId ?? null);
        if (decision.kind === 'none') expect(told.reason).toBe(decision.reason);
        if (told.reason === 'offered' || told.reason === 'held' || told.reason === 'halted') {
          expect(told.stage?.isReached).toBe(true);
          expect(told.stage?.permille).toBeGreaterThan(told.place ?? 1000);
        }
        if (told.reason === 'not-in-stage') expect(told.stage?.isReached ?? false).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('explainRefusal', () => {
  it.each(['unknown-channel', 'unknown-model', 'no-build-reported', 'unparsable-version'] as const)(
    'says why for %s',
    (reason) => {
      expect(explainRefusal(reason, 7)).toMatchObject({ decision: 'none', reason, bucket: 7, rolloutId: null });
      expect(explainRefusal(reason, 7).sentence).not.toBe('');
    },
  );
});
