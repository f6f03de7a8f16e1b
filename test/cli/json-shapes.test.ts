// Every command's --json prints one value with exactly the fields that its help documents.
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveEvidence } from '../../src/domain/gate/rows.ts';
import { decideShown, deriveAsked } from '../../src/domain/rollout/assess.ts';
import { jsonOf, listCommands } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { writeDump } from '../harness/dump.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { rollout } from '../samples/rollouts.ts';
import { nowMs } from '../samples/statements.ts';
import { library } from '../samples/symbols.ts';
import { healthyRows } from '../unit/gate/samples.ts';

let service: ServedApp;
let story: Story;
let report: string;
let hook: string;
let twin: string;
/** One of two keys of an issue. */
let splitKey: string;
/** Of a second person: their key file, and the public halves in it. */
let other: string;
let spares: Readonly<Record<'stop-nova' | 'fw-nova', string>>;
/** Digest of what was found waiting last. */
let waiting: string;
const yes = '--yes';

beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  await story.done('build', 'publish', story.newFile('one.img', 4_096), '--version', '1.0.0', '--yes');
  await story.done('plan', 'apply', story.writePlan(), '--yes');
  await story.done('rollout', 'start');
  await story.done('channel', 'set', 'stable', '--timetable', 'Fri 17:00 Asia/Shanghai');
  const device = { product: 'nova', channel: 'stable', device: 'SN-1', model: 'n1', build: '0.9.0' };
  await service.send('POST', '/v1/enrolments', { as: 'enroller', json: device });
  const filed = {
    id: 'r-1',
    product: 'nova',
    kind: 'bug',
    build: '1.0.0',
    device: 'SN-1',
    title: 'It hums',
    text: 'hmm',
  };
  expect((await service.send('POST', '/v1/reports', { as: 'gateway', json: filed })).status).toBeLessThan(300);
  report = filed.id;
  const file = { as: 'gateway', text: 'a line of a log' };
  expect((await service.send('PUT', '/v1/reports/nova/r-1/attachments/log.txt', file)).status).toBe(200);
  const second = { ...filed, id: 'r-2', title: 'The torch stays on', text: 'after a photo' };
  expect((await service.send('POST', '/v1/reports', { as: 'gateway', json: second })).status).toBe(201);
  other = story.inside('other.json');
  const spareOf = async (name: string): Promise<string> => {
    await story.done('key', 'new', name, '--key-file', other, '--unencrypted');
    return (await story.done('key', 'export', name, '--key-file', other)).stdout.trim();
  };
  spares = { 'stop-nova': await spareOf('stop-nova'), 'fw-nova': await spareOf('fw-nova') };
});
afterAll(() => service.close());

/** A decision of the gate as `rollout history --json` prints it. */
function writeDecision(file: string): string {
  const evidence = deriveEvidence(healthyRows());
  const asked = deriveAsked(rollout(), nowMs) ?? expect.fail();
  const decision = {
    number: 2,
    parent: 1,
    kind: 'advance',
    actor: 'gate',
    reason: 'It is safe.',
    state: 'running',
    stageIndex: 1,
    decidedMs: nowMs,
    models: [],
    verdict: decideShown(asked, evidence),
    evidence,
    asked,
  };
  writeFileSync(file, JSON.stringify(decision));
  return file;
}

function writeLibrary(file: string): string {
  writeFileSync(file, library().bytes ?? '');
  return file;
}

function writeCrash(file: string): string {
  writeFileSync(file, 'java.lang.Error: x\n\tat com.nova.Camera.open(Camera.java:41)\n');
  return file;
}

/** In an order that makes sense: later commands see what earlier ones made. */
const cases: Readonly<Record<string, () => string[]>> = {
  login: () => ['login', service.url, '--token-stdin'],
  init: () => ['init', 'nova', '--model', 'n1', '--plan', story.inside('starter.yaml')],
  whoami: () => ['whoami'],
  'product list': () => ['product', 'list'],
  'model add': () => ['model', 'add', 'n3', '--name', 'Nova 3'],
  'model list': () => ['model', 'list'],
  'channel set': () => ['channel', 'set', 'beta', '--poll', '15m'],
  'channel list': () => ['channel', 'list'],
  'key new': () => ['key', 'new', 'second', '--unencrypted'],
  'key list': () => ['key', 'list'],
  'build publish': () => [
    'build',
    'publish',
    story.newFile('two.img', 4_096),
    '--version',
    '1.1.0',
    '--yes',
    '--symbols',
    writeLibrary(story.inside('libone.so')),
  ],
  'build list': () => ['build', 'list'],
  'build show': () => ['build', 'show', '1.0.0'],
  'plan check': () => ['plan', 'check', story.writePlan()],
  'plan power': () => ['plan', 'power', story.writePlan(), '--fleet', '500', '--trials', '20', '--no-advice'],
  'plan apply': () => ['plan', 'apply', story.writePlan('1.0.0', 'other'), '--yes'],
  'plan list': () => ['plan', 'list'],
  'rollout status': () => ['rollout', 'status'],
  'rollout list': () => ['rollout', 'list'],
  'gate explain': () => ['gate', 'explain'],
  'gate replay-all': () => ['gate', 'replay-all', story.inside('dump.sql')],
  'gate backtest': () => ['gate', 'backtest', story.writePlan()],
  'gate replay': () => ['gate', 'replay', writeDecision(story.inside('decision.json'))],
  'device list': () => ['device', 'list'],
  'device show': () => ['device', 'show', 'SN-1'],
  'device timeline': () => ['device', 'timeline', 'SN-1'],
  'device explain': () => ['device', 'explain', 'SN-1'],
  'rollout promote': () => ['rollout', 'promote'],
  'rollout hold': () => ['rollout', 'hold'],
  'rollout resume': () => ['rollout', 'resume'],
  'rollout quarantine': () => ['rollout', 'quarantine', '--model', 'n1', '--reason', 'modem'],
  'rollout lift': () => ['rollout', 'lift', '--model', 'n1', '--reason', 'lab', '--yes'],
  'rollout history': () => ['rollout', 'history'],
  'rollout complete': () => ['rollout', 'complete', '--reason', 'all well'],
  'rollout start': () => ['rollout', 'start', '--yes'],
  'rollout retreat': () => ['rollout', 'retreat', '--reason', 'crashes', '--yes'],
  'rollout close': () => ['rollout', 'close'],
  'train list': () => ['train', 'list'],
  'fleet simulate': () => ['fleet', 'simulate', '--devices', '5', '--for', '1s'],
  'report list': () => ['report', 'list'],
  'device erase': () => ['device', 'erase', 'SN-9', '--yes'],
  'report erase': () => ['report', 'erase', 'SN-9', '--yes'],
  'issue list': () => ['issue', 'list'],
  'issue assign': () => ['issue', 'assign', '1', 'ada'],
  'issue status': () => ['issue', 'status', '1', 'fixed', '--in', '1.0.0'],
  'issue comment': () => ['issue', 'comment', '1', 'We are on it', '--tester'],
  'issue show': () => ['issue', 'show', '1'],
  'issue answers': () => ['issue', 'answers'],
  'build notes': () => ['build', 'notes', '1.0.0'],
  'issue merge': () => ['issue', 'merge', '2', '1'],
  'issue split': () => ['issue', 'split', '1', splitKey],
  'report show': () => ['report', 'show', report],
  'report attachment': () => ['report', 'attachment', report, 'log.txt', '--out', story.inside('log.out')],
  export: () => ['export', '--issues', '--reports', '--out', story.inside('all.jsonl')],
  'report watch': () => ['report', 'watch', '--last', '1', '--count', '1'],
  'report fingerprint': () => ['report', 'fingerprint', writeCrash(story.inside('log.txt'))],
  'symbols upload': () => ['symbols', 'upload', writeLibrary(story.inside('libring.so'))],
  'symbols list': () => ['symbols', 'list'],
  'cohort set': () => ['cohort', 'set', 'friends', '--region', 'CN'],
  'cohort list': () => ['cohort', 'list'],
  'cohort add': () => ['cohort', 'add', 'mates', 'SN-1', 'SN-2'],
  'cohort members': () => ['cohort', 'members', 'mates'],
  'cohort remove': () => ['cohort', 'remove', 'mates', 'SN-2'],
  'webhook add': () => ['webhook', 'add', 'https://hooks.example.com/orange', '--events', 'issue.*'],
  'webhook list': () => ['webhook', 'list'],
  'webhook show': () => ['webhook', 'show', hook],
  'webhook test': () => ['webhook', 'test', hook],
  'webhook redeliver': () => ['webhook', 'redeliver', hook],
  'webhook rotate': () => ['webhook', 'rotate', hook],
  'webhook remove': () => ['webhook', 'remove', hook],
  'mirror add': () => ['mirror', 'add', 'github', 'acme/nova', '--token-stdin'],
  'mirror list': () => ['mirror', 'list'],
  'mirror show': () => ['mirror', 'show', twin],
  'mirror remove': () => ['mirror', 'remove', twin],
  'token create': () => ['token', 'create', 'ci', '--role', 'engineer'],
  'token list': () => ['token', 'list'],
  'token revoke': () => ['token', 'revoke', 'ci'],
  'key export': () => ['key', 'export', 'second'],
  'key sheet': () => ['key', 'sheet', story.inside('sheet.txt'), '--key', 'second'],
  'key recover': () => ['key', 'recover', story.inside('sheet.txt')],
  'build withdraw': () => ['build', 'withdraw', '1.1.0', '--reason', 'bad', '--yes'],
  'build discard': () => ['build', 'discard', '1.2.0'],
  'trust status': () => ['trust', 'status'],
  'trust person add': () => ['trust', 'person', 'add', 'stop-nova', spares['stop-nova'], yes],
  'trust threshold': () => ['trust', 'threshold', 'stop-nova', '2', yes],
  'trust approve': () => ['trust', 'approve', waiting, '--key-file', other, yes],
  'trust person remove': () => ['trust', 'person', 'remove', 'fw-nova', spares['fw-nova'], yes],
  'trust rotate': () => ['trust', 'rotate', 'rollout-nova', yes],
  'trust renew': () => ['trust', 'renew', 'targets', yes],
  'trust export': () => ['trust', 'export', story.inside('bundle.json'), '--role', 'targets'],
  'trust sign': () => ['trust', 'sign', story.inside('bundle.json'), yes],
  'trust import': () => ['trust', 'import', story.inside('bundle.json')],
  'trust timestamp rotate': () => ['trust', 'timestamp', 'rotate', '--secret', story.inside('seed.txt')],
  'trust recall': () => ['trust', 'recall', '1.0.0', '--reason', 'bricks', yes],
  'trust lift': () => ['trust', 'lift', '1.0.0', yes],
  'trust withdraw': () => ['trust', 'withdraw', waiting, yes],
  'build approve': () => ['build', 'approve', '1.3.0', '--key-file', other, yes],
  'audit checkpoint': () => ['audit', 'checkpoint'],
  'audit verify': () => ['audit', 'verify'],
  completion: () => ['completion', 'bash'],
};

/** What has to be there first, where no command before left it. */
const before: Readonly<Record<string, () => Promise<unknown>>> = {
  'gate replay-all': () => writeDump(service.database, story.inside('dump.sql')),
  'cohort add': () => story.done('cohort', 'set', 'mates'),
  // The first two stages are behind it by now.
  'rollout complete': () => story.done('rollout', 'promote'),
  'issue split': async () => {
    const { keys } = jsonOf(await story.run(['issue', 'show', '1', '--json'])) as unknown as { keys: string[] };
    splitKey = keys.at(-1) ?? '';
  },
  'webhook show': async () => {
    const { items } = jsonOf(await story.run(['webhook', 'list', '--json'])) as unknown as { items: { id: string }[] };
    hook = items[0]?.id ?? '';
    await story.done('issue', 'comment', '1', 'Thank you.', '--tester');
  },
  'mirror show': async () => {
    const { items } = jsonOf(await story.run(['mirror', 'list', '--json'])) as unknown as { items: { id: string }[] };
    twin = items[0]?.id ?? '';
  },
  'trust approve': findWaiting,
  'trust person remove': () => story.done('trust', 'person', 'add', 'fw-nova', spares['fw-nova'], yes),
  'trust lift': async () => {
    await findWaiting();
    await story.done('trust', 'approve', waiting, '--key-file', other, yes);
  },
  'trust withdraw': async () => {
    await story.done('trust', 'renew', 'stop-nova', yes);
    await findWaiting();
  },
  'build approve': async () => {
    await story.done('trust', 'person', 'add', 'fw-nova', spares['fw-nova'], yes);
    await story.done('trust', 'threshold', 'fw-nova', '2', yes);
    for (const digest of await listWaiting()) await story.done('trust', 'approve', digest, '--key-file', other, yes);
    const path = story.newFile('four.img', 4_096);
    await story.done('build', 'publish', path, '--version', '1.3.0', '--no-ceiling', yes);
  },
  'build discard': async () => {
    service.state.meddle = ({ path }) => (path === '/v1/trust/files' ? new Response('', { status: 418 }) : undefined);
    await story.run(['build', 'publish', story.newFile('three.img', 4_096), '--version', '1.2.0', '--yes']);
    service.state.meddle = () => undefined;
  },
};

async function listWaiting(): Promise<string[]> {
  const { proposals } = jsonOf(await story.run(['trust', 'status', '--json'])) as unknown as {
    proposals: { digest: string }[];
  };
  return [...new Set(proposals.map(({ digest }) => digest))];
}

async function findWaiting(): Promise<void> {
  waiting = (await listWaiting())[0] ?? '';
}

describe('--json', () => {
  it.each(Object.keys(cases))('orange %s', async (name) => {
    await before[name]?.();
    const [argv, documented] = [cases[name]?.() ?? [], await readDocumented(name.split(' '))];
    const stdin = name === 'login' ? story.token : name === 'mirror add' ? 'ghp_0123456789' : null;
    const ended = await story.run([...argv, '--json'], stdin === null ? {} : { stdin });
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    const shape = jsonOf(ended);
    expect(Object.keys(shape).sort()).toEqual([...new Set(documented.map(({ path }) => path[0]))].sort());
    for (const { path, fields } of documented) {
      const at = path.reduce(stepInto, shape as unknown);
      if (fields !== null && at !== null && at !== undefined)
        expect(Object.keys(at).sort()).toEqual([...fields].sort());
    }
  });

  it('is tried here for every command there is', () => {
    expect(Object.keys(cases).sort()).toEqual(listCommands().sort());
  });
});

type Documented = { readonly path: readonly string[]; readonly fields: readonly string[] | null };

const names = /^[A-Za-z]+(?:\[\])?(?:, [A-Za-z]+(?:\[\])?)*$/;

/** The part of the help behind "With --json:": `a, b` on the top, `a[].b, c: d, e` below. */
async function readDocumented(words: readonly string[]): Promise<Documented[]> {
  const { stdout } = await story.run([...words, '--help']);
  const lines = (stdout.split('With --json:\n')[1] ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.flatMap((line): Documented[] => {
    const [paths = '', fields] = line.trim().split(': ');
    const list = fields !== undefined && names.test(fields) ? fields.replaceAll('[]', '').split(', ') : null;
    return paths.split(', ').map((path) => ({ path: path.replaceAll('[]', '.0').split('.'), fields: list }));
  });
}

const stepInto = (value: unknown, step: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
