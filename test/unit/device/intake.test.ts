// Looking over a batch: what is taken, what is warned of, and whose events it may hold.
import { describe, expect, it } from 'vitest';
import { decideIntake, type StatedEvent } from '../../../src/domain/device/intake.ts';
import { health, startMs } from '../../samples/fleet.ts';

const stated = (id: string, deviceId: string | null, atMs: number | null = null): StatedEvent => ({
  ...health(id, ''),
  deviceId,
  atMs,
});
const dayMs = 24 * 3_600_000;

describe('decideIntake', () => {
  it('gives events without a device to the device that speaks', () => {
    const intake = decideIntake([stated('a', null), stated('b', 'd1')], 'd1', startMs);
    expect(intake).toMatchObject({ ok: true, kept: [{ deviceId: 'd1' }, { deviceId: 'd1' }], warnings: [] });
  });

  it('refuses a batch with an event of another device', () => {
    const intake = decideIntake([stated('a', null), stated('b', 'd2')], 'd1', startMs);
    expect(intake).toEqual({ ok: false, refusal: 'foreign-device', index: 1 });
  });

  it('wants a gateway to say whose events it brings', () => {
    const intake = decideIntake([stated('a', 'd1'), stated('b', null)], null, startMs);
    expect(intake).toEqual({ ok: false, refusal: 'device-missing', index: 1 });
  });

  it('keeps one of two events of the same device and id, and says so', () => {
    const intake = decideIntake([stated('a', 'd1'), stated('a', 'd2'), stated('a', 'd1')], null, startMs);
    expect(intake).toMatchObject({
      ok: true,
      kept: [{ deviceId: 'd1' }, { deviceId: 'd2' }],
      warnings: [{ event: 'a', code: 'duplicate-event' }],
    });
  });

  it.each([
    ['1970', 0],
    ['a negative time', -1],
    ['two days ahead', startMs + 2 * dayMs],
    ['just over a day ago', startMs - dayMs - 1],
  ])('takes an event from %s, and warns', (_, atMs) => {
    const intake = decideIntake([stated('a', 'd1', atMs)], null, startMs);
    expect(intake).toMatchObject({ ok: true, kept: [{ id: 'a' }], warnings: [{ code: 'device-clock-off' }] });
  });

  it('has nothing to say of a clock that is right, or absent', () => {
    const events = [stated('a', 'd1', startMs - dayMs), stated('b', 'd1', startMs + dayMs), stated('c', 'd1')];
    expect(decideIntake(events, null, startMs)).toMatchObject({ ok: true, warnings: [] });
  });

  it('keeps no personal data that a device says in words, and every name of a build that has none', () => {
    const install = { ...stated('a', 'd1'), type: 'install', outcome: 'failed' } as const;
    const said = [
      { ...install, reason: 'no room in /home/carla/x' },
      { ...stated('b', 'd1'), build: 'n1_of_carla@example.org' },
      { ...stated('c', 'd1'), build: 'nova_84.12.3.4' },
      { ...stated('d', 'd1'), build: 'google/n1/n1:16/BP4A.260205.001/2026052401:user/release-keys' },
    ];
    const intake = decideIntake(said, null, startMs);
    expect(intake.ok && intake.kept.map((event) => (event.type === 'install' ? event.reason : event.build))).toEqual([
      'no room in /home/<user>/x',
      'n1_of_<mail>',
      'nova_84.12.3.4',
      'google/n1/n1:16/BP4A.260205.001/2026052401:user/release-keys',
    ]);
  });
});
