// The answer to a poll as bytes: the same JSON however often it is made, its size, and a tag that tells all of it apart.
import { describe, expect, it } from 'vitest';
import { deriveReadyChannel, type OfferDecision, type ReadyRollout } from '../../../src/domain/rollout/offer.ts';
import { encodePollAnswer, pollAnswer } from '../../../src/wire/device/poll-answer.ts';
import { mapBuild, mapChannel, mapRollout } from '../../harness/maps.ts';

function ready(vendorVersion: string): ReadyRollout {
  const builds = [mapBuild(1), mapBuild(2, { vendorVersion })];
  const [rollout] = deriveReadyChannel(
    mapChannel({ builds, rollouts: [mapRollout(2, { permit: 'rollout/nova/back/1' })] }),
  ).rollouts;
  if (rollout === undefined) throw new Error('one rollout in, one rollout out');
  return rollout;
}

const offer = (rollout: ReadyRollout, direction: 'forward' | 'back' = 'forward'): OfferDecision<ReadyRollout> => ({
  kind: 'offer',
  direction,
  rollout,
});
const silence = (reason: 'up-to-date' | 'held'): OfferDecision<ReadyRollout> => ({
  kind: 'none',
  reason,
  rollout: null,
});
const wait = { pollAfterS: 3000, pollJitterS: 360 };
const later = { pollAfterS: 3001, pollJitterS: 360 };
const plain = { pace: wait, passProblem: null, trust: null };
const newer = '{"signatures":[],"signed":{"_type":"timestamp","version":8}}';
const trust = { rootVersion: 2, timestampVersion: 7, timestamp: '{"signatures":[],"signed":{"_type":"timestamp"}}' };

describe('encodePollAnswer', () => {
  it('writes what the OpenAPI document shows', () => {
    const rollout = ready('V14');
    for (const decision of [offer(rollout), offer(rollout, 'back'), silence('held')]) {
      const parsed = pollAnswer.parse(JSON.parse(encodePollAnswer(decision, plain).body));
      expect(parsed).toMatchObject({ kind: decision.kind, ...wait });
    }
    expect(
      JSON.parse(encodePollAnswer(silence('held'), { ...plain, pace: wait, passProblem: 'expired-pass' }).body),
    ).toEqual({
      kind: 'none',
      reason: 'held',
      pass: 'expired-pass',
      ...wait,
    });
  });

  it('gives the same answer again, and the size that it has in UTF-8', () => {
    for (const decision of [offer(ready('V14')), offer(ready('版本 14')), silence('held')]) {
      const answer = encodePollAnswer(decision, plain);
      expect(encodePollAnswer(decision, plain)).toEqual(answer);
      expect(answer.sizeBytes).toBe(Buffer.byteLength(answer.body));
    }
  });

  it('tells apart by the tag whatever differs in the bytes', () => {
    const rollout = ready('V14');
    // Each trust comes with a map of its own, and with rollouts made ready for it.
    const answers = [
      encodePollAnswer(offer(rollout), plain),
      encodePollAnswer(offer(rollout), { ...plain, pace: later }),
      encodePollAnswer(offer(rollout), { ...plain, pace: { ...wait, pollJitterS: 361 } }),
      encodePollAnswer(offer(rollout, 'back'), plain),
      encodePollAnswer(silence('held'), plain),
      encodePollAnswer(silence('held'), { ...plain, pace: later }),
      encodePollAnswer(silence('held'), { ...plain, pace: wait, passProblem: 'expired-pass' }),
      encodePollAnswer(silence('held'), { ...plain, pace: wait, passProblem: 'forged-pass' }),
      encodePollAnswer(silence('up-to-date'), plain),
      encodePollAnswer(offer(ready('V14')), { ...plain, trust }),
      encodePollAnswer(silence('held'), { ...plain, trust }),
      encodePollAnswer(silence('held'), { ...plain, trust: { ...trust, rootVersion: 3 } }),
      encodePollAnswer(offer(ready('V14')), { ...plain, trust: { ...trust, rootVersion: 3 } }),
      encodePollAnswer(offer(ready('V14')), { ...plain, trust: { ...trust, timestampVersion: 8, timestamp: newer } }),
    ];
    expect(new Set(answers.map(({ etag }) => etag)).size).toBe(answers.length);
    expect(new Set(answers.map(({ body }) => body)).size).toBe(answers.length);
  });

  it('carries the timestamp in the spelling that was signed, and the number of the newest root', () => {
    for (const decision of [offer(ready('V14')), silence('held')]) {
      const { body } = encodePollAnswer(decision, { ...plain, trust });
      expect(body).toContain(`"trust":{"root":2,"timestamp":${trust.timestamp}}`);
    }
  });

  it('carries the timestamp of its own map, also where another has the same version', () => {
    const other = { ...trust, timestamp: newer };
    expect(encodePollAnswer(silence('held'), { ...plain, trust }).body).toContain(trust.timestamp);
    expect(encodePollAnswer(silence('held'), { ...plain, trust: other }).body).toContain(newer);
  });

  it('names what is signed, and carries none of it: ceiling forward, permit back', () => {
    const rollout = ready('V14');
    const read = (direction: 'forward' | 'back') => JSON.parse(encodePollAnswer(offer(rollout, direction), plain).body);
    expect(read('forward')).toMatchObject({
      release: rollout.build.release,
      ceiling: rollout.source.ceiling,
      permit: null,
    });
    expect(read('back')).toMatchObject({
      release: rollout.fallback?.release,
      ceiling: null,
      permit: rollout.source.permit,
    });
  });

  it('makes it anew for the rollout of another map', () => {
    const [one, other] = [ready('V14'), ready('V15')];
    expect(encodePollAnswer(offer(one), plain).body).toContain('V14');
    expect(encodePollAnswer(offer(other), plain).body).toContain('V15');
  });
});
