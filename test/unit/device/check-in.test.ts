// A device's check-ins: nothing it said is lost, nothing counts twice, and one bad event keeps no other.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type CheckInParts, type KeptEvent, mostKept, openCheckIn } from '../../../src/device/check-in.ts';
import { fileOutbox } from '../../../src/device/node-files.ts';
import { parseCheckins } from '../../../src/wire/device/checkin.ts';

const folder = mkdtempSync(join(tmpdir(), 'orange-outbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A service that reads what it is sent; `answer` may say something else than 202 first. */
function open(
  answer: (events: readonly KeptEvent[]) => Response | null = () => null,
  changes: Partial<CheckInParts> = {},
) {
  const clock = { ms: 0 };
  const taken: KeptEvent[] = [];
  const sizes: number[] = [];
  let stored: readonly KeptEvent[] = [];
  let made = 0;
  const parts: CheckInParts = {
    origin: 'http://service.test',
    token: 'of_d_1',
    async web(url, init) {
      expect([url, new Headers(init?.headers).get('authorization')]).toEqual([
        'http://service.test/v1/checkins',
        'Bearer of_d_1',
      ]);
      const body = JSON.parse(String(init?.body)) as { events: KeptEvent[] };
      sizes.push(body.events.length);
      const other = answer(body.events);
      if (other !== null) return other;
      if (!parseCheckins(body).ok) return new Response('{}', { status: 400 });
      taken.push(...body.events);
      return new Response('{}', { status: 202 });
    },
    outbox: {
      load: async () => stored,
      save: async (events) => {
        stored = events;
      },
    },
    meter: { boot: null, measure: async () => ({ bootS: 21 }) },
    newId: () => `e${++made}`,
    monotonicMs: () => clock.ms,
    deadlineMs: 1_000,
    ...changes,
  };
  return { clock, taken, sizes, parts, stored: () => stored, ...openCheckIn(parts) };
}

const health = { build: '1.0.0', crashes: 2 };

describe('a check-in', () => {
  it('tells uptime, crashes and what was measured, behind all that was said before', async () => {
    const device = open();
    await device.say({ build: '1.1.0', outcome: 'accepted' });
    device.clock.ms = 3_600_500;
    expect(await device.checkIn(health)).toEqual({ kind: 'sent', events: 2, refused: 0 });
    expect(device.taken).toEqual([
      { id: 'e1', type: 'install', build: '1.1.0', outcome: 'accepted' },
      { id: 'e2', type: 'health', build: '1.0.0', uptimeS: 3600, crashes: 2, metrics: { bootS: 21 } },
    ]);
    expect(device.stored()).toEqual([]);
    device.clock.ms += 60_000;
    await device.checkIn({ build: '1.0.0', crashes: 0 });
    expect(device.taken.at(-1)).toMatchObject({ uptimeS: 60, crashes: 0 });
  });

  it('keeps what was not answered, and sends it again under its id, at most a hundred at once', async () => {
    let isAway = true;
    const device = open(() => (isAway ? new Response('', { status: 503, headers: { 'retry-after': '7' } }) : null));
    for (let n = 0; n < 120; n++) await device.say({ build: '1.1.0', outcome: 'accepted' });
    expect(await device.checkIn(health)).toEqual({ kind: 'kept', why: 'status 503', waitS: 7 });
    expect(device.stored()).toHaveLength(121);
    isAway = false;
    await device.checkIn(health);
    expect(device.sizes).toEqual([100, 100, 22]);
    expect(device.taken.map(({ id }) => id)).toEqual(Array.from({ length: 122 }, (_, at) => `e${at + 1}`));
  });

  it('keeps all where nobody answers or the token is refused', async () => {
    const offline = open(() => {
      throw new TypeError('no network');
    });
    expect(await offline.checkIn(health)).toEqual({ kind: 'kept', why: 'no answer', waitS: null });
    const stranger = open(() => new Response('', { status: 401 }));
    expect(await stranger.checkIn(health)).toMatchObject({ kind: 'kept', why: 'status 401' });
    expect(stranger.stored()).toHaveLength(1);
  });

  it('drops the one event that no service takes, and no other', async () => {
    const device = open();
    await device.say({ build: '1.1.0', outcome: 'accepted' });
    await device.say({ build: 'no build', outcome: 'accepted' });
    expect(await device.checkIn(health)).toEqual({ kind: 'sent', events: 2, refused: 1 });
    expect(device.taken.map(({ id }) => id)).toEqual(['e1', 'e3']);
    expect(device.stored()).toEqual([]);
  });

  it('keeps what is said while it is under way', async () => {
    const device: ReturnType<typeof open> = open((events) => {
      if (events[0]?.id === 'e1') void device.say({ build: '1.1.0', outcome: 'accepted' });
      return null;
    });
    expect(await device.checkIn(health)).toMatchObject({ kind: 'sent', events: 2 });
    expect(device.taken.map(({ id }) => id)).toEqual(['e1', 'e2']);
  });

  it('is bounded: the oldest words of health make room, and installs stay', async () => {
    const device = open(() => new Response('', { status: 503 }));
    await device.say({ build: '1.1.0', outcome: 'accepted' });
    for (let n = 0; n < mostKept + 5; n++) await device.checkIn(health);
    const kept = device.stored();
    expect([kept.length, kept[0]?.id, kept[1]?.id]).toEqual([mostKept, 'e1', 'e8']);
  });
});

it('an outbox in a file outlasts a restart, and begins anew where it was cut off', async () => {
  const path = join(folder, 'outbox.json');
  const outbox = fileOutbox(path);
  expect(await outbox.load()).toEqual([]);
  const event = { id: 'e1', type: 'install', build: '1.0.0', outcome: 'accepted' } as const;
  await outbox.save([event]);
  expect(await fileOutbox(path).load()).toEqual([event]);
  writeFileSync(path, '[{"id":');
  expect(await outbox.load()).toEqual([]);
});
