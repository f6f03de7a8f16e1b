// A signed stop by one person, what lifts it, and the timestamp key of a server that was broken into.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { filesOf, newPerson, type Person, publicKeysIn } from '../harness/trust-story.ts';

let service: ServedApp;
let ada: Person;
beforeAll(async () => {
  service = await openServedApp();
  ada = await newPerson(service, 'ada');
  await ada.begin();
  await ada.done('build', 'publish', ada.keyFile, '--version', '1.0.0', '--channel', 'stable', '--yes');
  await ada.done('build', 'publish', ada.configFile, '--version', '1.1.0', '--channel', 'stable', '--yes');
  const plan = [
    'plan: friday',
    'product: nova',
    'channel: stable',
    'fallback: none',
    'stages:',
    '  - { name: all, permille: 100, bake: 1h }',
  ];
  writeFileSync(ada.inside('plan.yaml'), `${plan.join('\n')}\n`);
  await ada.done('plan', 'apply', ada.inside('plan.yaml'), '--yes');
  await ada.done('rollout', 'start', '1.1.0', '--yes');
});
afterAll(() => service.close());

const recall = (...more: string[]) =>
  ada.run(['trust', 'recall', '1.0.0', '--reason', 'it says "no boot" on n1', '--yes', ...more]);

describe('trust recall', () => {
  it('signs a stop that says what it does and what lifts it', async () => {
    const stopped = await recall();
    expect(stopped, stopped.stderr).toMatchObject({ code: 0 });
    for (const words of ['Recall of nova-1', "it says 'no boot' on n1", 'clears stop 1 or a later one'])
      expect(stopped.stderr).toContain(words);
    expect(stopped.stdout).toContain('orange trust lift 1.0.0');
  });

  it('again grows its number, and shows the stop before it', async () => {
    const again = await recall('--halt', '--json');
    expect(jsonOf(again)).toMatchObject({ stop: { releaseId: 'nova-1', action: 'halt', seq: 2 } });
    expect(again.stderr).toContain('replaces Halt of nova-1');
    expect(again.stderr).toContain('before: Recall of nova-1');
  });

  it.each([
    ['a reason that cannot be signed', ['1.0.0', '--reason', 'caf\u00e9'], 'cannot be signed'],
    ['a build that nobody knows', ['9.9.9', '--reason', 'x'], 'orange build list'],
  ])('refuses %s', async (_what, argv, words) => {
    expect(await ada.run(['trust', 'recall', ...argv, '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(words),
    });
  });

  it('is lifted by the ceilings of the build, signed again, and by nothing where there are none', async () => {
    const none = await ada.run(['trust', 'lift', '1.0.0', '--yes', '--json']);
    expect(jsonOf(none)).toMatchObject({ error: { code: 'no-ceiling' } });
    expect(jsonOf(await ada.run(['trust', 'lift', '1.1.0', '--yes', '--json']))).toMatchObject({
      error: { code: 'no-stop' },
    });
    await ada.done('trust', 'recall', '1.1.0', '--reason', 'a false alarm', '--yes');
    const lifted = await ada.run(['trust', 'lift', '1.1.0', '--yes', '--json']);
    expect(filesOf(lifted), lifted.stderr).toMatchObject([{ role: 'rollout-nova', state: 'published' }]);
    expect(lifted.stderr).toContain('replaces Ceiling nova-2-');
  });
});

describe('a signed stop of a build that is not withdrawn', () => {
  const resume = ['rollout', 'resume', '--yes', '--json'];
  const over = ['--override', '--expires', '1h', '--reason', 'I know better'];
  const stateOf = async () => (jsonOf(await ada.done('rollout', 'status', '--json')) as { state?: unknown }).state;

  it('holds its rollout, and no override goes over it, whoever may override the gate', async () => {
    await ada.done('rollout', 'close', '--reason', 'a false alarm', '--yes');
    await ada.done('build', 'publish', ada.inside('plan.yaml'), '--version', '1.2.0', '--channel', 'stable', '--yes');
    await ada.done('rollout', 'start', '1.2.0', '--yes');
    await ada.done('trust', 'recall', '1.2.0', '--halt', '--reason', 'no boot', '--yes');
    expect(await stateOf()).toBe('held');
    expect(jsonOf(await ada.run([...resume, ...over]))).toMatchObject({ error: { code: 'build-stopped' } });
    expect(await stateOf()).toBe('held');
  });

  it('lets the rollout go on once people have lifted it', async () => {
    await ada.done('trust', 'lift', '1.2.0', '--yes');
    await ada.done('rollout', 'resume', '--yes');
    expect(await stateOf()).toBe('running');
  });
});

describe('trust timestamp rotate', () => {
  const rotate = (...more: string[]) => ada.run(['trust', 'timestamp', 'rotate', '--yes', '--json', ...more]);
  const snapshotKey = '5a'.repeat(32);

  it('hands out the next key, and takes the old one off the root once the service signs with it', async () => {
    const secret = ada.inside('next.txt');
    expect(jsonOf(await rotate('--secret', secret))).toMatchObject({
      step: 'hand-over',
      files: [],
      secretFile: secret,
    });
    expect(statSync(secret).mode & 0o777).toBe(0o600);
    expect(jsonOf(await rotate('--secret', secret))).toMatchObject({ error: { code: 'file-exists' } });
    await service.giveOnlineKeys({ snapshotKey, timestampKey: readFileSync(secret, 'utf8').trim() });
    expect(jsonOf(await rotate())).toMatchObject({
      step: 'settled',
      files: [{ role: 'root', version: 2, state: 'published' }],
    });
    expect(jsonOf(await rotate())).toMatchObject({ step: 'nothing', files: [] });
    expect(publicKeysIn(ada.keyFile).map(({ name }) => name)).toContain('timestamp-spare-2');
  });

  it('in an emergency takes the present key off at once, and is whole again with the next one', async () => {
    const secret = ada.inside('emergency.txt');
    const rotated = await rotate('--emergency', '--secret', secret);
    expect(jsonOf(rotated), rotated.stderr).toMatchObject({ step: 'emergency', files: [{ role: 'root', version: 3 }] });
    const broken = await ada.run(['trust', 'status']);
    expect(broken).toMatchObject({ code: 1 });
    expect(await ada.run(['trust', 'renew', 'fw-nova', '--yes'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('give the service the key that is listed'),
    });
    await service.giveOnlineKeys({ snapshotKey, timestampKey: readFileSync(secret, 'utf8').trim() });
    expect(filesOf(await ada.run(['trust', 'renew', 'fw-nova', '--yes', '--json']))).toMatchObject([
      { state: 'published' },
    ]);
  });

  it('of the snapshot lists what the service signs with now', async () => {
    const timestampKey = readFileSync(ada.inside('emergency.txt'), 'utf8').trim();
    await service.giveOnlineKeys({ snapshotKey: '6b'.repeat(32), timestampKey });
    const rotated = await ada.run(['trust', 'rotate', 'snapshot', '--yes', '--json']);
    expect(filesOf(rotated), rotated.stderr).toMatchObject([{ role: 'root', version: 4, state: 'published' }]);
    expect(await ada.run(['trust', 'renew', 'fw-nova', '--yes'])).toMatchObject({ code: 0 });
  });
});
