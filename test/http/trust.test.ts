// /v1/trust: who may send which role file, what waits, what every answer says, and alarms at /readyz.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/app/app-error.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { dayMs, nowMs, sampleKey } from '../samples/statements.ts';
import { delegationsOf, fileOf, first, online, people, releaseTarget, rootOf, signed } from '../samples/trust.ts';
import { codeOf } from './publishing.ts';
import { begin, proposalPath, sendFile, sendSignature, textOf } from './trust-people.ts';

const [ada, ben] = people.fw;
const release = signed(fileOf(2, [releaseTarget(42)]), ada);

type Shown = {
  root: unknown;
  roles: { name: string; alarm: string; version: number | null; keys: { keyId: string }[] }[];
  online: { snapshotKey: { publicHex: string; isListed: boolean | null } } | null;
  proposals: { role: string }[];
};
const show = async (test: TestApp, as = 'viewer') =>
  (await (await test.send('GET', '/v1/trust', { as })).json()) as Shown;

describe('before the ceremony', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await openTestApp();
    test.clock.ms = nowMs;
  });
  afterAll(() => test.close());

  it('the keys of the service are told, so that a root can list them', async () => {
    const shown = await show(test);
    expect(shown).toMatchObject({ root: null, roles: [], proposals: [] });
    expect(shown.online).toMatchObject({
      snapshotKey: { keyId: online.snapshotKey.keyId, isListed: null },
      timestampKey: { keyId: online.timestampKey.keyId, isListed: null },
    });
    expect(await (await test.send('GET', '/readyz')).json()).toMatchObject({
      trust: { state: 'nothing-published', alarms: [] },
    });
  });

  it('nothing can be published but the root, and that by an operator', async () => {
    const root = signed(rootOf(1), first(people.root));
    expect((await sendFile(test, 'root', root)).status).toBe(403);
    const early = await sendFile(test, 'targets', signed(delegationsOf(1), first(people.targets)), 'operator');
    expect([early.status, await codeOf(early)]).toEqual([409, 'nothing-published']);
    expect((await sendFile(test, 'root', root, 'operator')).status).toBe(201);
  });

  it('a service without keys starts, says so, and publishes nothing', async () => {
    const process = { ...test.surroundings.process, onlineSigner: null };
    const ask = (path: string, init?: RequestInit) => test.app.request(path, init, { ...test.surroundings, process });
    expect(await (await ask('/readyz')).json()).toMatchObject({ isReady: true, trust: { state: 'off', alarms: [] } });
    const headers = { authorization: 'Bearer of_test_operator', 'content-type': 'application/json' };
    expect(await (await ask('/v1/trust', { headers })).json()).toMatchObject({ online: null });
    const body = JSON.stringify({ role: 'root', file: {} });
    const refused = await ask('/v1/trust/files', { method: 'POST', headers, body });
    expect([refused.status, await codeOf(refused)]).toEqual([409, 'repository-off']);
  });
});

describe('role files', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await openTestApp();
    test.clock.ms = nowMs;
    await begin(test, { fw: 2 });
    await test.addToken('of-luna', 'engineer', 'luna');
    await test.addToken('luna-operator', 'operator', 'luna');
  });
  afterAll(() => test.close());

  it('wait below their threshold, can be read, and are published by the second person', async () => {
    const waiting = await sendFile(test, 'fw-nova', release);
    expect(waiting.status).toBe(202);
    expect(await waiting.json()).toMatchObject({ state: 'waiting', version: 2, signers: [ada.keyId], threshold: 2 });
    const listed = await test.send('GET', '/v1/trust/proposals', { as: 'viewer' });
    expect(await listed.json()).toMatchObject({ items: [{ role: 'fw-nova', createdBy: 'engineer' }], next: null });
    const read = await test.send('GET', proposalPath('fw-nova', release), { as: 'viewer' });
    expect(await read.json()).toMatchObject({ file: textOf(release), signers: [ada.keyId] });
    expect((await show(test)).proposals).toHaveLength(1);

    expect((await sendSignature(test, 'fw-nova', { key: ada, file: release })).status).toBe(202);
    const bad = await sendSignature(test, 'fw-nova', { key: sampleKey(99), file: release });
    expect([bad.status, await codeOf(bad)]).toEqual([422, 'not-a-key-of-this-role']);
    const published = await sendSignature(test, 'fw-nova', { key: ben, file: release });
    expect([published.status, await published.json()]).toMatchObject([201, { state: 'published', unsigned: [] }]);
    const gone = await sendSignature(test, 'fw-nova', { key: ben, file: release });
    expect([gone.status, await codeOf(gone)]).toEqual([404, 'unknown-proposal']);
  });

  it('are acts in the audit', async () => {
    const entries = await test.stores.audit.loadEntries({ afterSeq: 0, limit: 100, subject: 'fw-nova' });
    const acts = entries.map(({ action, actor }) => `${action} by ${actor}`);
    expect(acts).toEqual([
      'role file published by operator',
      'role file proposed by engineer',
      'role file published by engineer',
    ]);
    expect(JSON.parse(entries.at(-1)?.details ?? '')).toMatchObject({
      version: 2,
      added: 1,
      signers: expect.any(Array),
    });
  });

  it.each([
    ['a taken version', 'fw-nova', signed(fileOf(2), ada), 409, 'version-taken'],
    ['a version too far', 'fw-nova', signed(fileOf(9), ada), 409, 'version-skipped'],
    ['a stranger', 'fw-nova', signed(fileOf(3), sampleKey(99)), 422, 'not-a-key-of-this-role'],
    ['a file past its time', 'fw-nova', signed(fileOf(3, [], nowMs), ada), 422, 'expired'],
    ['a role that is not delegated', 'fw-luna', signed(fileOf(1), ada), 404, 'unknown-role'],
    ['a role that there is not', 'timestamp', signed(fileOf(1), ada), 404, 'unknown-role'],
  ])('%s is refused', async (_, role, file, status, code) => {
    const response = await sendFile(test, role, file, 'operator');
    expect([response.status, await codeOf(response.clone())]).toEqual([status, code]);
    const body = (await response.json()) as { current?: unknown; errors?: unknown[] };
    if (code !== 'unknown-role') expect(body.errors).toHaveLength(1);
    if (status === 409) expect(body.current).toEqual({ role: 'fw-nova', version: 2 });
  });

  it.each([
    ['no envelope', { signed: {} }],
    ['a signature twice', { signed: {}, signatures: [1, 2].map(() => ({ keyid: 'a'.repeat(64), sig: '00' })) }],
    ['text that is not canonical', '{ "signed": {}, "signatures": [] }'],
    [
      '17 signatures',
      {
        signed: {},
        signatures: Array.from({ length: 17 }, (_, at) => ({ keyid: `${at}`.padStart(64, '0'), sig: '00' })),
      },
    ],
    ['16 kB', { signed: { x: 'x'.repeat(16_000) }, signatures: [] }],
  ])('%s is malformed', async (_, file) => {
    const response = await test.send('POST', '/v1/trust/files', { as: 'engineer', json: { role: 'fw-nova', file } });
    expect([response.status, await codeOf(response)]).toEqual([400, 'malformed-file']);
  });

  it('of root and targets take an operator of every product; those of a product its own people', async () => {
    const file = signed(fileOf(3), ada);
    const of = async (role: string, as: string) => (await sendFile(test, role, file, as)).status;
    expect(await Promise.all([of('root', 'engineer'), of('targets', 'engineer'), of('root', 'luna-operator')])).toEqual(
      [403, 403, 403],
    );
    expect(
      await Promise.all([of('fw-nova', 'of-luna'), of('fw-nova', 'luna-operator'), of('fw-nova', 'viewer')]),
    ).toEqual([403, 403, 403]);
  });

  it('that wait are withdrawn by their own people only, once', async () => {
    const file = signed(fileOf(3, [releaseTarget(42), releaseTarget(43)]), ada);
    await sendFile(test, 'fw-nova', file);
    const path = proposalPath('fw-nova', file);
    expect((await test.send('GET', path, { as: 'of-luna' })).status).toBe(404);
    expect((await test.send('DELETE', path, { as: 'of-luna' })).status).toBe(403);
    expect((await sendSignature(test, 'fw-nova', { key: ben, file, as: 'of-luna' })).status).toBe(403);
    const [sighted, blind] = await Promise.all(
      ['viewer', 'of-luna'].map(async (as) => (await test.send('GET', '/v1/trust/proposals', { as })).json()),
    );
    expect([sighted, blind]).toMatchObject([{ items: [{ role: 'fw-nova' }] }, { items: [] }]);
    expect((await test.send('DELETE', path, { as: 'engineer' })).status).toBe(204);
    expect((await test.send('DELETE', path, { as: 'engineer' })).status).toBe(404);
  });

  it('name a role that there is wherever they are named', async () => {
    const path = proposalPath('snapshot', release);
    const signature = { keyid: 'a'.repeat(64), sig: 'b'.repeat(128) };
    expect((await test.send('GET', path, { as: 'operator' })).status).toBe(404);
    expect((await test.send('DELETE', path, { as: 'operator' })).status).toBe(404);
    expect((await test.send('POST', `${path}/signatures`, { as: 'operator', json: signature })).status).toBe(404);
  });

  it('below the threshold that are overtaken meanwhile answer 409 to who signs them', async () => {
    const file = signed(fileOf(3, [releaseTarget(42), releaseTarget(44)]), ada);
    await sendFile(test, 'fw-nova', file);
    // As after a crash: published, and not settled yet, so the proposal is still there.
    const { recordSettled } = test.stores.trustPublications;
    Object.assign(test.stores.trustPublications, { recordSettled: async () => true });
    expect((await sendFile(test, 'fw-nova', signed(fileOf(3, [releaseTarget(42)]), ada, ben))).status).toBe(201);
    Object.assign(test.stores.trustPublications, { recordSettled });
    const late = await sendSignature(test, 'fw-nova', { key: ben, file });
    expect([late.status, await codeOf(late)]).toEqual([409, 'version-taken']);
  });

  it('show their expiries, to each what is theirs', async () => {
    const shown = await show(test);
    expect(shown.roles.map(({ name }) => name)).toEqual([
      'root',
      'timestamp',
      'snapshot',
      'targets',
      'fw-nova',
      'fw-nova-archive',
      'rollout-nova',
      'stop-nova',
    ]);
    expect(shown.root).toEqual({ version: 1, expiresMs: nowMs + 365 * dayMs });
    expect(shown.roles.find(({ name }) => name === 'root')?.keys).toHaveLength(3);
    expect(shown.online?.snapshotKey.isListed).toBe(true);
    expect((await show(test, 'of-luna')).roles.map(({ name }) => name)).toEqual([
      'root',
      'timestamp',
      'snapshot',
      'targets',
    ]);
  });
});

describe('the tick', () => {
  let test: TestApp;
  const said: { level: string; message: string; fields: unknown }[] = [];
  beforeAll(async () => {
    test = await openTestApp();
    test.clock.ms = nowMs;
    await begin(test);
  });
  afterAll(() => test.close());

  /** With a database that does not answer, unless told otherwise. */
  async function tick(stores: typeof test.surroundings.stores = () => expect.fail('the tick asked the database')) {
    said.length = 0;
    const log = (level: string, message: string, fields?: unknown) => void said.push({ level, message, fields });
    await runTick({ ...test.surroundings, log, stores }).catch(() => undefined);
  }
  const warned = () => said.filter(({ level }) => level === 'warn').map(({ fields }) => fields);

  it('signs the timestamp with the database down', async () => {
    const before = test.trust.files.get('timestamp.json');
    test.clock.ms = nowMs + 3_600_000;
    await tick();
    expect(test.trust.files.get('timestamp.json')).not.toEqual(before);
  });

  it('warns of every expiry once an hour, and /readyz shows it', async () => {
    test.clock.ms = nowMs + 183 * dayMs;
    await tick();
    expect(warned()).toContainEqual(expect.objectContaining({ role: 'root', alarm: 'half' }));
    expect(warned()).toContainEqual(expect.objectContaining({ role: 'stop-nova', alarm: 'expired' }));
    test.clock.ms += 60_000;
    await tick();
    expect(warned()).toEqual([]);
    const ready = await test.send('GET', '/readyz');
    expect(await ready.json()).toMatchObject({ isReady: true, trust: { state: 'published' } });
    test.trust.state.isDown = true;
    expect(await (await test.send('GET', '/readyz')).json()).toMatchObject({ trust: { state: 'unknown' } });
    test.trust.state.isDown = false;
  });

  it('tells a monitoring system each expiry and alarm, with the database down', async () => {
    const { loadDurability } = test.stores.health;
    test.stores.health.loadDurability = () => Promise.reject(new AppError('database-unavailable', 'gone'));
    const answered = await test.send('GET', '/metrics');
    test.stores.health.loadDurability = loadDurability;
    expect(answered.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await answered.text()).split('\n');
    const expiresS = (nowMs + 365 * dayMs) / 1000;
    expect(lines).toEqual(
      expect.arrayContaining([
        'orange_ready 0',
        'orange_database_up 0',
        'orange_storage_up 1',
        'orange_trust_state{state="published"} 1',
        '# TYPE orange_role_expires_timestamp_seconds gauge',
        `orange_role_expires_timestamp_seconds{role="root"} ${expiresS}`,
        'orange_role_alarm{role="root"} 1',
        'orange_role_alarm{role="stop-nova"} 3',
        'orange_role_missed_renewals{role="root"} 0',
      ]),
    );
    expect(
      lines.every(
        (line) => line === '' || /^(# (HELP|TYPE) orange_\w+ .+|orange_\w+(\{[^}]*\})? -?[\d.e+]+)$/.test(line),
      ),
    ).toBe(true);
  });

  it('says that it cannot sign, and goes on', async () => {
    const process = { ...test.surroundings.process, onlineSigner: null };
    const lines: string[] = [];
    const log = (_: string, message: string) => void lines.push(message);
    await runTick({ ...test.surroundings, process, log });
    expect(lines).not.toContain('the TUF repository was not tended; the next tick tries again');
    test.trust.state.isDown = true;
    test.clock.ms += 3_600_000;
    await tick(test.surroundings.stores);
    test.trust.state.isDown = false;
    expect(said.map(({ message }) => message)).toContain(
      'the TUF repository was not tended; the next tick tries again',
    );
    expect(said.map(({ message }) => message)).toContain(
      'a publication did not take effect; the next tick tries again',
    );
  });
});
