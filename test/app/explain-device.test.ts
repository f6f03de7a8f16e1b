// Explaining a device, on fakes: whatever its poll is answered, the explanation says the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serviceSecret } from '../../src/adapters/signing/service-secret.ts';
import { currentMap } from '../../src/adapters/system/current-map.ts';
import { answerPoll } from '../../src/app/answer-poll.ts';
import { enrolDevice } from '../../src/app/enrol-device.ts';
import { explainDevice } from '../../src/app/explain-device.ts';
import { showDevice } from '../../src/app/show-device.ts';
import type { Rollout } from '../../src/domain/rollout/rollout.ts';
import { fakeFleet } from '../fakes/fleet.ts';
import { fakeReleaseMaps } from '../fakes/release-maps.ts';
import { mapChannel, mapRollout, releaseMap } from '../harness/maps.ts';
import { channelFacts, device, since, startMs } from '../samples/fleet.ts';
import { rollout, stage } from '../samples/rollouts.ts';

const passSigner = serviceSecret('ab'.repeat(32));
const identity = { product: 'nova', deviceId: 'd1' };
const running: Rollout = rollout({ id: 2, stages: [stage('first', 300), stage('all', 1000)] });

async function open(channel = mapChannel(), isPublished = true) {
  const maps = fakeReleaseMaps();
  if (isPublished) await maps.putPublishedMap(releaseMap(1, channel), null);
  const held = currentMap(
    maps,
    () => 0,
    () => {},
  );
  await held.refreshCurrentMap();
  const fleet = fakeFleet({ channels: [channelFacts()], devices: [device('d1')] });
  const rollouts = { loadRollout: async (id: number) => (id === running.id ? running : null) };
  const ports = { currentMap: held, devices: fleet.devices, rollouts, passSigner };
  return { fleet, ports };
}

describe('explainDevice', () => {
  it('says what the poll of the device is answered, for any device and any rollout', async () => {
    const someStage = fc.record({
      cohort: fc.constantFrom('everyone', 'testers', 'friends', 'china'),
      permille: fc.integer({ min: 0, max: 1000 }),
    });
    const phase = fc.constantFrom('open' as const, 'held' as const, 'halted' as const, 'retreated' as const);
    const world = fc.record({
      rollouts: fc.array(fc.record({ phase, stages: fc.array(someStage, { maxLength: 2 }) }), { maxLength: 2 }),
      id: fc.stringMatching(/^[a-z0-9]{1,8}$/),
      channel: fc.constantFrom('stable', 'stable', 'stable', 'nightly'),
      model: fc.constantFrom('n1', 'n2', 'n9'),
      build: fc.constantFrom('1.1.0', 'V14.0.2.0', '1.3.0', '0.9.0', 'lab'),
      region: fc.constantFrom(null, 'CN', 'US'),
      isTester: fc.boolean(),
      isFriend: fc.boolean(),
    });
    const cohorts = {
      testers: { kind: 'testers' },
      friends: { kind: 'named' },
      china: { kind: 'rule', rule: { regions: ['CN'] } },
    } as const;
    await fc.assert(
      fc.asyncProperty(world, async ({ rollouts, id, channel, isFriend, ...attributes }) => {
        const ofMap = rollouts.map((changes, at) => mapRollout(3 - at, changes));
        const { fleet, ports } = await open(mapChannel({ cohorts, rollouts: ofMap }));
        fleet.memory.channels = [channelFacts({ channel })];
        if (isFriend) fleet.memory.memberships.set(`nova/${id}`, { named: since('friends'), testers: [] });
        const enrolment = { product: 'nova', channel, device: id, locale: null, ...attributes };
        const enrolled = await enrolDevice(ports, enrolment, startMs);
        const told = await explainDevice(ports, { product: 'nova', deviceId: id }, startMs);
        if (!enrolled.ok || !told.ok) throw new Error('the device is enrolled');
        const { bucket, region, model } = enrolled.device;
        const poll = { product: 'nova', channel, model, build: attributes.build, bucket, region, locale: null };
        const answer = answerPoll(ports, { ...poll, pass: enrolled.pass.pass }, startMs);
        const { explanation } = told;
        if (answer.kind === 'refused') {
          expect(explanation.decision).toBe('none');
          const refusal = explanation.reason === 'unknown-channel' ? 'unknown-product-or-channel' : explanation.reason;
          expect(refusal).toBe(answer.refusal);
        } else if (answer.kind === 'answered') {
          const { decision } = answer;
          expect(explanation.rolloutId).toBe(decision.rollout?.source.rolloutId ?? null);
          expect(explanation.direction).toBe(decision.kind === 'offer' ? decision.direction : null);
          if (decision.kind === 'none') expect(explanation.reason).toBe(decision.reason);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('adds the stages, the attempt and the hints', async () => {
    const { fleet, ports } = await open(
      mapChannel({ rollouts: [mapRollout(2, { stages: [{ cohort: 'everyone', permille: 0 }] })] }),
    );
    const attempt = {
      rolloutId: 2,
      product: 'nova',
      deviceId: 'd1',
      model: 'n1',
      state: 'failed' as const,
      reason: 'no space',
      acceptedMs: startMs,
      deadlineMs: startMs,
      stepMs: startMs,
      heardMs: startMs,
      restartMs: null,
      finishedMs: startMs,
    };
    fleet.memory.attempts.set('2/d1', attempt);
    const told = await explainDevice(ports, identity, startMs);
    expect(told).toMatchObject({ ok: true, attempt, explanation: { reason: 'not-in-stage', stage: { name: 'all' } } });
    expect(told.ok && told.explanation.hints.join(' ')).toContain('(no space)');
  });

  it('knows no device that is not enrolled, and nothing before the first map', async () => {
    const { ports } = await open();
    expect(await explainDevice(ports, { ...identity, deviceId: 'd9' }, startMs)).toEqual({
      ok: false,
      refusal: 'unknown-device',
    });
    const { ports: early } = await open(mapChannel(), false);
    expect(await explainDevice(early, identity, startMs)).toEqual({ ok: false, refusal: 'no-map' });
  });

  it('says so when a device has not named its build', async () => {
    const { fleet, ports } = await open();
    fleet.memory.devices.set('nova/d1', device('d1', { reportedBuild: null, buildId: null }));
    expect(await explainDevice(ports, identity, startMs)).toMatchObject({
      explanation: { reason: 'no-build-reported' },
    });
  });
});

describe('showDevice', () => {
  it('shows the cohorts of its next pass', async () => {
    const { fleet, ports } = await open();
    fleet.memory.memberships.set('nova/d1', { named: since('friends'), testers: [] });
    expect(await showDevice(ports, identity)).toMatchObject({
      device: { id: 'd1' },
      cohorts: ['friends'],
      attempts: [],
    });
    expect(await showDevice(ports, { ...identity, deviceId: 'd9' })).toBeNull();
  });
});
