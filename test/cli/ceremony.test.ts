// The small-team default: one `orange init` makes keys, signs a repository, writes the recovery sheet; twice changes nothing.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { filesOf, newPerson, type Person, publicKeysIn } from '../harness/trust-story.ts';
import { dayMs } from '../samples/statements.ts';

let service: ServedApp;
let ada: Person;
beforeAll(async () => {
  service = await openServedApp();
  ada = await newPerson(service, 'ada');
});
afterAll(() => service.close());

const published = (role: string, version = 1) =>
  expect.objectContaining({ role, version, state: 'published', missing: 0 });
const init = (person: Person, product: string, ...more: string[]) =>
  person.run(['init', product, '--model', 'n1', '--no-plan', '--unencrypted', '--json', ...more]);

const productsOf = async (person: Person) => jsonOf(await person.run(['product', 'list', '--json'])).items;

describe('init', () => {
  it('asks nothing with --yes, at a terminal too, and makes nothing where the passphrase is missing', async () => {
    const words = ['init', 'nova', '--model', 'n1', '--no-plan', '--yes'];
    const stopped = await ada.run(words, { answers: [] });
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining('ORANGE_KEY_PASSPHRASE_FILE') });
    expect(existsSync(ada.keyFile)).toBe(false);
    expect(await productsOf(ada)).toEqual([]);
    const nameless = await ada.run(['init', '--yes'], { answers: ['nova'] });
    expect(nameless).toMatchObject({ code: 1, stderr: expect.stringContaining('orange init PRODUCT') });
  });

  it('makes nothing of a model, channel or timetable that is none, nor where a sheet is in the way', async () => {
    const sheet = ada.inside('in-the-way.txt');
    writeFileSync(sheet, '');
    for (const [words, said] of [
      [['--model', 'n 1'], 'model.id'],
      [['--channel', 'Stable Builds'], 'channel'],
      [['--timetable', 'fridays'], 'timetable'],
      [['--recovery-sheet', sheet], 'never written over'],
    ] as const) {
      const stopped = await init(ada, 'nova', ...words);
      expect(stopped).toMatchObject({ code: 1, stderr: expect.stringContaining(said) });
    }
    expect(await productsOf(ada)).toEqual([]);
    expect(existsSync(ada.keyFile)).toBe(false);
  });

  it('signs and publishes root, targets and the four roles of the product, and shows each', async () => {
    const made = await init(ada, 'nova');
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(filesOf(made)).toEqual(
      ['root', 'targets', 'fw-nova', 'fw-nova-archive', 'rollout-nova', 'stop-nova'].map((role) => published(role)),
    );
    for (const words of ['Role file root version 1', 'adds timestamp: 1 of 3 must sign', 'adds stop-nova: 1 of 1'])
      expect(made.stderr).toContain(words);
    const names = publicKeysIn(ada.keyFile).map(({ name }) => name);
    expect(names).toEqual([
      'root',
      'targets',
      'timestamp-next',
      'timestamp-spare',
      'fw-nova',
      'rollout-nova',
      'stop-nova',
    ]);
    expect(new Set(publicKeysIn(ada.keyFile).map((key) => key.public)).size).toBe(7);
  });

  it('changes nothing the second time', async () => {
    const before = readFileSync(ada.keyFile, 'utf8');
    const from = service.requests.length;
    const again = await init(ada, 'nova');
    expect(jsonOf(again)).toMatchObject({ created: [], files: [], recoverySheet: null });
    expect(service.requests.slice(from).filter((request) => !request.startsWith('GET'))).toEqual([]);
    expect(readFileSync(ada.keyFile, 'utf8')).toBe(before);
  });

  it('adds a second product on a service that has a root, with keys of its own', async () => {
    const made = await init(ada, 'luna');
    expect(filesOf(made)).toEqual([
      published('targets', 2),
      ...['fw-luna', 'fw-luna-archive', 'rollout-luna', 'stop-luna'].map((role) => published(role)),
    ]);
    expect(publicKeysIn(ada.keyFile)).toHaveLength(10);
  });

  it('says who must where the targets key is somebody else’s, and makes no role keys', async () => {
    const grace = await newPerson(service, 'grace');
    const made = await grace.run(['init', 'vega', '--model', 'n1', '--no-plan', '--unencrypted']);
    expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('Not delegated yet') });
    const targets = publicKeysIn(ada.keyFile).find(({ name }) => name === 'targets');
    expect(made.stdout).toContain('One of these runs orange init vega');
    const { roles } = (await ada.tell('trust', 'status')) as unknown as {
      roles: { name: string; people: { keyId: string; heldAs: string }[] }[];
    };
    const keyId = roles.find(({ name }) => name === 'targets')?.people[0]?.keyId ?? '';
    expect(made.stdout).toContain(keyId.slice(0, 16));
    expect(targets).toBeDefined();
    expect(existsSync(grace.keyFile)).toBe(false);
  });

  it('takes no key that may belong to another service, unless told', async () => {
    const other = await openServedApp();
    const env = { ORANGE_URL: other.url, ORANGE_TOKEN: await other.newToken('ops', 'operator') };
    const argv = ['init', 'nova', '--model', 'n1', '--no-plan', '--json', '--recovery-sheet', ada.inside('other.txt')];
    expect(await ada.run(argv, { env })).toMatchObject({ code: 1, stderr: expect.stringContaining('--reuse-keys') });
    expect(filesOf(await ada.run([...argv, '--reuse-keys'], { env }))).toHaveLength(6);
    await other.close();
  });

  it('goes on where a run broke off', async () => {
    const halted = await openServedApp();
    const lin = await newPerson(halted, 'lin');
    halted.state.meddle = ({ method, path }) =>
      method === 'POST' &&
      path === '/v1/trust/files' &&
      halted.requests.filter((each) => each === `POST ${path}`).length > 3
        ? new Response('', { status: 418 })
        : undefined;
    expect(await init(lin, 'nova')).toMatchObject({ code: 1 });
    halted.state.meddle = () => undefined;
    expect(filesOf(await init(lin, 'nova')).map(({ role }) => role)).toEqual([
      'fw-nova-archive',
      'rollout-nova',
      'stop-nova',
    ]);
    await halted.close();
  });
});

describe('the recovery sheet', () => {
  const sheet = () => `${ada.folder}/config/recovery-sheet-nova.txt`;

  it('is private, says what it restores and how, and never written over', async () => {
    expect(statSync(sheet()).mode & 0o777).toBe(0o600);
    const text = readFileSync(sheet(), 'utf8');
    expect(text).toMatch(/^[\n -~]+$/);
    for (const words of ['key root', 'key timestamp-spare', service.url, 'orange key recover'])
      expect(text).toContain(words);
    expect(await ada.run(['key', 'sheet', sheet()])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('never written over'),
    });
  });

  it('restores the very keys, typed off by hand, and twice changes nothing', async () => {
    const typed = ada.inside('typed.txt');
    const [, groups = ''] = /key root\nid \w+\n([\s\S]*?)\n\n/.exec(readFileSync(sheet(), 'utf8')) ?? [];
    const byHand = groups.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll(/\s+/g, '\n');
    writeFileSync(typed, `key root\n${byHand}\n`);
    const file = ada.inside('restored.json');
    const restore = ['key', 'recover', typed, '--key-file', file, '--unencrypted', '--json'];
    expect(jsonOf(await ada.run(restore))).toMatchObject({ restored: ['root'], present: [] });
    expect(jsonOf(await ada.run(restore))).toMatchObject({ restored: [], present: ['root'] });
    const of = (path: string) => publicKeysIn(path).find(({ name }) => name === 'root')?.public;
    expect(of(file)).toBe(of(ada.keyFile));
  });

  it('tells in which group a slip is, and restores nothing then', async () => {
    const [bad, file] = [ada.inside('bad.txt'), ada.inside('none.json')];
    const text = readFileSync(sheet(), 'utf8');
    const groups = /key targets\nid \w+\n {2}(.+)\n/.exec(text)?.[1]?.split(' ') ?? [];
    const [third = ''] = groups.slice(2);
    const slip = (third[0] === 'A' ? 'B' : 'A') + third.slice(1);
    writeFileSync(bad, text.replace(third, slip));
    const refused = await ada.run(['key', 'recover', bad, '--key-file', file, '--unencrypted', '--json']);
    expect(jsonOf(refused)).toMatchObject({
      error: { code: 'sheet-damaged', problems: [{ key: 'targets', wrongGroups: [3] }] },
    });
    expect(existsSync(file)).toBe(false);
  });
});

describe('trust status', () => {
  it('shows every role in words and as JSON, and ends with 0 while nothing alarms', async () => {
    const shown = await ada.run(['trust', 'status']);
    expect(shown, shown.stdout).toMatchObject({ code: 0 });
    for (const words of ['fw-nova-archive', '1 of 3', 'Nothing waits for signatures', 'rollout-luna, in your key file'])
      expect(shown.stdout).toContain(words);
    const { roles } = (await ada.tell('trust', 'status')) as unknown as { roles: { name: string; lifeUsed: number }[] };
    expect(roles).toHaveLength(12);
    expect(roles.every(({ lifeUsed }) => lifeUsed === 0)).toBe(true);
  });

  it('says on the first meeting which root it trusts, and never again', async () => {
    const grace = await newPerson(service, 'grace');
    const fingerprint = (await ada.tell('trust', 'status')) as unknown as { trustedFirst: { fingerprint: string } };
    const met = await grace.run(['trust', 'status']);
    expect(met.stderr).toContain('First meeting');
    expect(met.stderr.replaceAll(' ', '')).toContain(fingerprint.trustedFirst.fingerprint);
    expect((await grace.run(['trust', 'status'])).stderr).toBe('');
  });

  it('trusts a pinned root only', async () => {
    const [first, other] = [ada.inside('1.root.json'), ada.inside('another.root.json')];
    writeFileSync(first, await (await fetch(`${service.url}/repository/1.root.json`)).text());
    expect(await ada.run(['trust', 'status', '--root', first])).toMatchObject({ code: 0, stderr: '' });
    const stranger = await openServedApp();
    const eve = await newPerson(stranger, 'eve');
    await eve.begin();
    writeFileSync(other, await (await fetch(`${stranger.url}/repository/1.root.json`)).text());
    await stranger.close();
    expect(await ada.run(['trust', 'status', '--root', other])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another root 1'),
    });
  });

  it('alarms at half a life, ends with 1 then, and renew signs what is due', async () => {
    service.clock.ms += 50 * dayMs;
    const late = await ada.run(['trust', 'status', '--json']);
    expect(late.code).toBe(1);
    const { roles } = jsonOf(late) as unknown as { roles: { name: string; alarm: string; missedRenewals: number }[] };
    expect(roles.filter(({ missedRenewals }) => missedRenewals > 0).map(({ name }) => name)).toEqual([
      'snapshot',
      'timestamp',
    ]);
    expect((await ada.run(['trust', 'status'])).stdout).toMatch(/snapshot .* renewals in a row failed/);
    expect(roles.filter(({ alarm }) => alarm === 'half').map(({ name }) => name)).toEqual([
      'rollout-nova',
      'stop-nova',
      'rollout-luna',
      'stop-luna',
    ]);
    const renewed = await ada.run(['trust', 'renew', '--yes', '--json']);
    expect(filesOf(renewed)).toEqual(
      ['rollout-nova', 'stop-nova', 'rollout-luna', 'stop-luna'].map((role) => published(role, 2)),
    );
    expect(jsonOf(await ada.run(['trust', 'renew', '--yes', '--json']))).toEqual({ files: [], out: null });
  });
});
