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
  it('is due at most once in its interval', () => {
    let elapsedMs = 0;
    const each = pace(1000, () => elapsedMs);
    expect([each.isDue(), each.isDue()]).toEqual([true, false]);
    elapsedMs = 999;
    expect(each.isDue()).toBe(false);
    elapsedMs = 1000;
    expect([each.isDue(), each.isDue()]).toEqual([true, false]);
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
