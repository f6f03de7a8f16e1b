// Enrolling devices and giving them passes, on fakes.
import { describe, expect, it } from 'vitest';
import { serviceSecret } from '../../src/adapters/signing/service-secret.ts';
import { type Enrolment, enrolDevice } from '../../src/app/enrol-device.ts';
import { renewPass } from '../../src/app/renew-pass.ts';
import { deriveBucket } from '../../src/domain/device/bucket.ts';
import { fakeFleet } from '../fakes/fleet.ts';
import { channelFacts, device, hour, since, startMs } from '../samples/fleet.ts';

const passSigner = serviceSecret('ab'.repeat(32));
const weekMs = 7 * 24 * hour;

function open() {
  const fleet = fakeFleet({ channels: [channelFacts()] });
  const ports = { devices: fleet.devices, passSigner };
  const enrol = (changes: Partial<Enrolment> = {}, nowMs = startMs) =>
    enrolDevice(
      ports,
      {
        product: 'nova',
        channel: 'stable',
        device: 'SN-1',
        model: 'n1',
        build: '1.1.0',
        region: 'CN',
        locale: null,
        isTester: null,
        ...changes,
      },
      nowMs,
    );
  return { fleet, ports, enrol };
}

describe('enrolDevice', () => {
  it('answers everything a device needs to poll and check in', async () => {
    const { enrol } = open();
    expect(await enrol()).toMatchObject({
      ok: true,
      isNew: true,
      device: { id: 'SN-1', bucket: deriveBucket('nova', 'SN-1'), buildId: 'nova-1', enrolledMs: startMs },
      token: passSigner.signDeviceToken({ product: 'nova', deviceId: 'SN-1' }),
      pass: { cohorts: [], pass: null },
      checkinEveryS: 3600,
    });
  });

  it('updates what is said again, keeps what is not, and never changes bucket or token', async () => {
    const { enrol, fleet } = open();
    const first = await enrol({ isTester: true });
    const again = await enrol({ model: 'n2', build: null, region: null, locale: 'zh-CN' }, startMs + hour);
    expect(again).toMatchObject({ ok: true, isNew: false });
    if (!first.ok || !again.ok) throw new Error('both are enrolled');
    expect([again.token, again.device.bucket]).toEqual([first.token, first.device.bucket]);
    expect(fleet.memory.devices.get('nova/SN-1')).toMatchObject({
      model: 'n2',
      region: 'CN',
      locale: 'zh-CN',
      isTester: true,
      reportedBuild: '1.1.0',
      reportedMs: startMs,
      enrolledMs: startMs,
      seenMs: startMs + hour,
    });
  });

  it.each([
    [{ product: 'luna' }, 'unknown-product'],
    [{ channel: 'beta' }, 'unknown-channel'],
    [{ model: 'n7' }, 'unknown-model'],
  ] as const)('refuses %o as %s, and keeps nothing', async (changes, refusal) => {
    const { enrol, fleet } = open();
    expect(await enrol(changes)).toEqual({ ok: false, refusal });
    expect(fleet.memory.devices.size).toBe(0);
  });

  it('gives members of the same cohorts one pass, which proves them', async () => {
    const { enrol, fleet } = open();
    for (const id of ['a', 'b'])
      fleet.memory.memberships.set(`nova/${id}`, { named: since('friends'), testers: ['early'] });
    const [one, other, friend] = await Promise.all([
      enrol({ device: 'a', isTester: true }),
      enrol({ device: 'b', isTester: true }, startMs + 1),
      enrol({ device: 'b', isTester: false }),
    ]);
    if (!one.ok || !other.ok || !friend.ok) throw new Error('all are enrolled');
    expect(one.pass.pass).toBe(other.pass.pass);
    expect(friend.pass.cohorts).toEqual(['friends']);
    const check = passSigner.checkPass(one.pass.pass ?? '', 'nova', startMs);
    const joined = ['early', 'friends', 'testers'].map((cohort) => ({ cohort, sinceMs: startMs }));
    expect(check).toEqual({ ok: true, cohorts: joined });
    expect(one.pass.passExpiresMs % weekMs).toBe(0);
  });

  it('refuses a blocked device', async () => {
    const { enrol, fleet } = open();
    fleet.memory.devices.set('nova/SN-1', device('SN-1', { isBlocked: true }));
    expect(await enrol()).toEqual({ ok: false, refusal: 'device-blocked' });
  });
});

describe('renewPass', () => {
  it('proves the cohorts as they are now', async () => {
    const { enrol, fleet, ports } = open();
    await enrol();
    const identity = { product: 'nova', deviceId: 'SN-1' };
    expect(await renewPass(ports, identity, startMs)).toMatchObject({ ok: true, cohorts: [], pass: null });
    fleet.memory.memberships.set('nova/SN-1', { named: since('friends'), testers: [] });
    const renewed = await renewPass(ports, identity, startMs);
    expect(renewed).toMatchObject({ ok: true, cohorts: ['friends'], pass: expect.stringMatching(/^op_nova\./) });
  });

  it('refuses a device that is not enrolled, and one that is blocked', async () => {
    const { fleet, ports } = open();
    const identity = { product: 'nova', deviceId: 'SN-1' };
    expect(await renewPass(ports, identity, startMs)).toEqual({ ok: false, refusal: 'unknown-device' });
    fleet.memory.devices.set('nova/SN-1', device('SN-1', { isBlocked: true }));
    expect(await renewPass(ports, identity, startMs)).toEqual({ ok: false, refusal: 'device-blocked' });
  });
});
