// What a process remembers for a moment: tokens for half a minute, and when it may start something again.
import { describe, expect, it } from 'vitest';
import { checkinQueueBinding } from '../../../src/adapters/system/checkin-queue-binding.ts';
import { knownTokens } from '../../../src/adapters/system/known-tokens.ts';
import { pace } from '../../../src/adapters/system/pace.ts';
import type { Token } from '../../../src/domain/catalog/token.ts';
import { batch, health, startMs } from '../../samples/fleet.ts';

const token = (name: string): Token => ({
  name,
  role: 'gateway',
  productId: null,
  createdBy: 'ada',
  createdMs: 1,
  expiresMs: null,
  revokedMs: null,
});

describe('knownTokens', () => {
  it('remembers a token for 30 seconds', () => {
    let elapsedMs = 0;
    const known = knownTokens(() => elapsedMs);
    known.recordKnownToken('secret', token('g'));
    elapsedMs = 29_999;
    expect(known.loadKnownToken('secret')).toEqual(token('g'));
    expect(known.loadKnownToken('other')).toBeNull();
    elapsedMs = 30_000;
    expect(known.loadKnownToken('secret')).toBeNull();
  });

  it('forgets the oldest beyond a thousand', () => {
    const known = knownTokens(() => 0);
    for (let at = 0; at <= 1000; at += 1) known.recordKnownToken(`t${at}`, token(`g${at}`));
    expect(known.loadKnownToken('t0')).toBeNull();
    expect(known.loadKnownToken('t1')?.name).toBe('g1');
    expect(known.loadKnownToken('t1000')?.name).toBe('g1000');
  });
});

describe('pace', () => {
  function start() {
    let elapsedMs = 0;
    const each = pace({ intervalMs: 1000, maxRests: 9, lostMs: 30_000 }, () => elapsedMs);
    return {
      isDueAt(atMs: number): boolean {
        elapsedMs = atMs;
        return each.isDue();
      },
      /** `cameIn` pieces of work come in during the turn. */
      endAt(atMs: number, { done, cameIn }: { done: number; cameIn: number }): void {
        for (let at = 0; at < cameIn; at += 1) each.isDue();
        elapsedMs = atMs;
        each.recordEnd(done);
      },
    };
  }

  it('is due at most once in its interval', () => {
    const { isDueAt, endAt } = start();
    expect(isDueAt(0)).toBe(true);
    endAt(10, { done: 1, cameIn: 0 });
    expect([10, 999, 1000, 1000].map(isDueAt)).toEqual([false, false, true, false]);
  });

  it('rests by how much more came in than was done', () => {
    const { isDueAt, endAt } = start();
    expect(isDueAt(0)).toBe(true);
    endAt(700, { done: 50, cameIn: 150 });
    expect([1000, 2799, 2800].map(isDueAt)).toEqual([false, false, true]);
  });

  it('rests nine times as long as a turn took and no longer', () => {
    const { isDueAt, endAt } = start();
    expect(isDueAt(0)).toBe(true);
    endAt(500, { done: 1, cameIn: 1000 });
    expect([4999, 5000].map(isDueAt)).toEqual([false, true]);
    endAt(5100, { done: 0, cameIn: 9 });
    expect([5999, 6000].map(isDueAt)).toEqual([false, true]);
  });

  it('does not rest when it keeps up', () => {
    const { isDueAt, endAt } = start();
    expect(isDueAt(0)).toBe(true);
    endAt(2000, { done: 50, cameIn: 0 });
    expect(isDueAt(2000)).toBe(true);
    endAt(2300, { done: 50, cameIn: 10 });
    expect([2999, 3000].map(isDueAt)).toEqual([false, true]);
  });

  it('is not due beside a turn that is under way, however long that takes', () => {
    const { isDueAt, endAt } = start();
    expect([0, 1000, 8000].map(isDueAt)).toEqual([true, false, false]);
    endAt(9000, { done: 50, cameIn: 0 });
    // Two came in, for 50 that were done.
    expect([9359, 9360].map(isDueAt)).toEqual([false, true]);
  });

  it('is due again when the end of a turn is never told, as in an isolate that was cut off', () => {
    const { isDueAt } = start();
    expect([0, 29_999, 30_000].map(isDueAt)).toEqual([true, false, true]);
  });
});

describe('checkinQueueBinding', () => {
  it('sends every batch as one message', async () => {
    const sent: unknown[] = [];
    const queue = checkinQueueBinding({ send: async (message) => void sent.push(message) });
    await queue.putBatches([batch(startMs, health('a', 'd1')), batch(startMs, health('b', 'd1'))]);
    expect(sent).toMatchObject([{ events: [{ id: 'a' }] }, { events: [{ id: 'b' }] }]);
  });

  it('fails when the queue did not take one, so that nothing is acknowledged', async () => {
    const queue = checkinQueueBinding({ send: () => Promise.reject(new Error('full')) });
    await expect(queue.putBatches([batch(startMs, health('a', 'd1'))])).rejects.toMatchObject({
      code: 'queue-unavailable',
    });
  });
});
