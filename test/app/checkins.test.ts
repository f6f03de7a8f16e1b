// Taking check-ins and folding them, on fakes: what is kept, what is refused, and that the fold knows when to stop.
import { describe, expect, it } from 'vitest';
import { foldCheckins } from '../../src/app/fold-checkins.ts';
import { foldWaitingCheckins, maxWaitingEvents } from '../../src/app/fold-waiting-checkins.ts';
import { forgetCheckins, rememberedMs } from '../../src/app/forget-checkins.ts';
import { type Sender, takeCheckins } from '../../src/app/take-checkins.ts';
import type { Token } from '../../src/domain/catalog/token.ts';
import type { StatedEvent } from '../../src/domain/device/intake.ts';
import { fakeFleet } from '../fakes/fleet.ts';
import { batch, channelFacts, device, health, startMs } from '../samples/fleet.ts';

const gateway = (productId: string | null, role: Token['role'] = 'gateway'): Sender => ({
  kind: 'bearer',
  token: { name: 'g', role, productId, createdBy: 'a', createdMs: 1, expiresMs: null, revokedMs: null },
});
const itself: Sender = { kind: 'device', product: 'nova', deviceId: 'd1' };
const event = (id: string, deviceId: string | null): StatedEvent => ({ ...health(id, ''), deviceId });

function open() {
  const fleet = fakeFleet({ channels: [channelFacts()], devices: [device('d1'), device('d2')] });
  const take = (sender: Sender, product: string | null, ...events: StatedEvent[]) =>
    takeCheckins(fleet, { sender, product, events }, startMs);
  return { fleet, take };
}

describe('takeCheckins', () => {
  it('keeps a batch whole, at the time of the service', async () => {
    const { fleet, take } = open();
    const odd = { ...event('b', 'd1'), atMs: 0 };
    expect(await take(itself, null, event('a', null), odd, odd)).toMatchObject({
      ok: true,
      accepted: 2,
      warnings: [{ code: 'device-clock-off' }, { code: 'duplicate-event' }],
    });
    expect(fleet.memory.queue).toEqual([batch(startMs, health('a', 'd1'), { ...health('b', 'd1'), atMs: 0 })]);
  });

  it.each([
    ['a device, of another device', itself, null, 'd2', 'foreign-device'],
    ['a device, of another product', itself, 'luna', null, 'foreign-product'],
    ['a gateway, without a device', gateway('nova'), null, null, 'device-missing'],
    ['a gateway of every product, without one', gateway(null), null, 'd1', 'product-missing'],
    ['a gateway of one product, of another', gateway('nova'), 'luna', 'd1', 'foreign-product'],
  ] as const)('refuses %s, and keeps nothing', async (_, sender, product, deviceId, refusal) => {
    const { fleet, take } = open();
    expect(await take(sender, product, event('a', deviceId))).toMatchObject({ ok: false, refusal });
    expect(fleet.memory.queue).toEqual([]);
  });

  it.each([
    ['a gateway of the product', gateway('nova'), null],
    ['a gateway of every product', gateway(null), 'nova'],
    ['an operator', gateway(null, 'operator'), 'nova'],
  ] as const)('takes events of many devices from %s', async (_, sender, product) => {
    const { fleet, take } = open();
    expect(await take(sender, product, event('a', 'd1'), event('a', 'd2'))).toMatchObject({ ok: true, accepted: 2 });
    expect(fleet.memory.queue).toMatchObject([{ product: 'nova' }]);
  });
});

describe('foldCheckins', () => {
  it('goes on until the queue is empty or it did enough', async () => {
    const { fleet } = open();
    const batches = Array.from({ length: 120 }, (_, at) => batch(startMs, health(`e${at}`, 'd1', { uptimeS: 1 })));
    await fleet.checkinQueue.putBatches(batches);
    expect(await foldCheckins(fleet, startMs, { maxBatches: 70 })).toMatchObject({ batches: 70, isDrained: false });
    expect(await foldCheckins(fleet, startMs, { maxBatches: 70 })).toMatchObject({
      batches: 50,
      folded: 50,
      isDrained: true,
    });
  });

  it('leaves the rest to another folder at work', async () => {
    const { fleet } = open();
    await fleet.checkinQueue.putBatches([batch(startMs, health('a', 'd1'))]);
    fleet.memory.isFolding = true;
    expect(await foldCheckins(fleet, startMs, { maxBatches: 9 })).toMatchObject({ batches: 0, isDrained: false });
    expect(fleet.memory.queue).toHaveLength(1);
  });
});

describe('foldWaitingCheckins', () => {
  const fill = async (fleet: ReturnType<typeof open>['fleet'], batches: number, eventsEach: number) => {
    const events = Array.from({ length: eventsEach }, () => health('again', 'd1'));
    await fleet.checkinQueue.putBatches(Array.from({ length: batches }, () => batch(startMs, ...events)));
  };

  it('empties the queue, however small the batches are', async () => {
    const { fleet } = open();
    await fill(fleet, 2_700, 1);
    await foldWaitingCheckins(fleet, startMs);
    expect(fleet.memory.queue).toEqual([]);
  });

  it('leaves what is beyond its time to the next tick, and all to another folder', async () => {
    const { fleet } = open();
    await fill(fleet, 3_100, 100);
    await foldWaitingCheckins(fleet, startMs);
    expect(fleet.memory.queue).toHaveLength(3_100 - maxWaitingEvents / 100);
    fleet.memory.isFolding = true;
    await foldWaitingCheckins(fleet, startMs);
    expect(fleet.memory.queue).toHaveLength(3_100 - maxWaitingEvents / 100);
  });
});

describe('forgetCheckins', () => {
  it('forgets what is older than 30 days and no more', async () => {
    const { fleet } = open();
    await fleet.checkinQueue.putBatches([batch(startMs, health('a', 'd1'))]);
    await foldCheckins(fleet, startMs, { maxBatches: 9 });
    expect(await forgetCheckins(fleet, startMs + rememberedMs, { maxRounds: 5 })).toBe(0);
    expect(await forgetCheckins(fleet, startMs + rememberedMs + 1, { maxRounds: 5 })).toBe(2);
    expect(fleet.memory.hours.size).toBe(1);
  });
});
