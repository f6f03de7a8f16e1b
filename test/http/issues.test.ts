// /v1/issues: read and steered over HTTP.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';
import { visitorOf, wordsOf } from './pages/visitor.ts';

let test: FleetApp;
let own: Enrolled;
const path = '/v1/issues/nova';
const crash = (id: string, name: string, build = '1.2.0') => ({
  id,
  kind: 'crash',
  build,
  text: `java.lang.Error: x\n\tat com.nova.${name}.open(A.java:41)`,
});

beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  for (const [id, name] of [
    ['r1', 'Camera'],
    ['r2', 'Torch'],
    ['r3', 'Radio'],
  ] as const) {
    await test.say(own.token, 'POST', '/v1/reports', crash(id, name));
    await test.settle();
    test.clock.ms += 1_000;
  }
});
afterAll(() => test.close());

const numbers = async (query = '') =>
  (
    (await test.ask('GET', `/v1/issues?product=nova${query}`)).body as unknown as { items: { number: number }[] }
  ).items.map(({ number }) => number);

it('lists them, by what they are and where they were met', async () => {
  expect(await numbers()).toEqual([3, 2, 1]);
  expect(await numbers('&words=torch')).toEqual([2]);
  expect(await numbers('&build=nova-2&fresh=yes&status=new,triaged&regressed=no')).toEqual([3, 2, 1]);
  expect((await test.ask('GET', '/v1/issues?product=nova&fresh=yes')).status).toBe(400);
  expect(await numbers('&status=fixed')).toEqual([]);
  expect(await test.ask('GET', '/v1/issues?product=nova&status=new,happy')).toMatchObject({
    status: 400,
    body: { detail: 'query.status is "new,happy"', fix: expect.stringMatching(/^Write "new" or "triaged"/) },
  });
  expect(await test.ask('GET', '/v1/issues?product=nowa')).toMatchObject({
    status: 404,
    body: { detail: 'There is no product "nowa"; did you mean "nova"?' },
  });
  expect((await test.ask('GET', '/v1/issues?product=nova', undefined, 'of-other')).status).toBe(403);
  expect((await test.send('GET', '/v1/issues?product=nova')).status).toBe(401);
});

it('shows one, with build, model, trend and keys', async () => {
  expect(await test.ask('GET', `${path}/1`)).toMatchObject({
    status: 200,
    body: {
      issue: {
        number: 1,
        title: 'Error in com.nova.Camera.open',
        status: 'new',
        reports: 1,
        devices: 1,
        firstBuild: 'nova-2',
      },
      builds: [{ build: 'nova-2', version: '1.2.0', model: 'n1', devices: 1 }],
      days: [{ reports: 1, devices: 1 }],
      representative: 'r1',
      comments: [],
    },
  });
  expect((await test.ask('GET', `${path}/99`)).status).toBe(404);
  expect((await test.ask('GET', `${path}/x`)).status).toBe(400);
  expect((await test.send('GET', `${path}/1`)).status).toBe(401);
  expect((await test.ask('GET', `${path}/1`, undefined, 'gateway')).status).toBe(403);
});

it('lists all builds and models that one was met on, page by page, and says how many there are', async () => {
  await test.database.sql`
    insert into issue_builds (product_id, key, build, model_id, reports, devices, first_ms, last_ms)
    select product_id, key, 'lab-' || lpad(n::text, 3, '0'), 'n9', 1, 1, 1, 1 from issue_keys, generate_series(1, 300) n
    where product_id = 'nova' and number = 3`;
  type Met = { builds: unknown[]; buildsTotal: number; items: { build: string }[]; next: string | null };
  const ask = async (way: string) => (await test.ask('GET', `${path}/${way}`)).body as unknown as Met;
  expect(await ask('3')).toMatchObject({ buildsTotal: 301, builds: { length: 200 } });
  const first = await ask('3/builds?limit=200');
  const rest = await ask(`3/builds?limit=200&after=${encodeURIComponent(first.next ?? '')}`);
  const names = [...first.items, ...rest.items].map(({ build }) => build);
  expect([names.length, new Set(names).size, names[0], names.at(-1), rest.next]).toEqual([
    ...[301, 301, 'lab-001', 'nova-2', null],
  ]);
  const viewer = visitorOf(test);
  await viewer.logIn('viewer');
  const page = await (await viewer.look('/issues/nova/3')).text();
  expect(page).toContain('The latest 200 of 301 builds and models.');
  expect(page).toContain('href="/issues/nova/3/builds"');
  const all = await (await viewer.look('/issues/nova/3/builds')).text();
  const [, more = ''] = /href="([^"]*after=[^"]*)"/.exec(all) ?? [];
  expect(await wordsOf(await viewer.look(more.replaceAll('&amp;', '&')))).toContain('lab-300');
  expect((await visitorOf(test).look('/issues/nova/3/builds')).status).toBe(303);
  for (const base of [path, '/issues/nova']) {
    const by = (way: string) => (base === path ? test.ask('GET', `${base}/${way}`) : viewer.look(`${base}/${way}`));
    expect((await by('99/builds')).status).toBe(404);
    expect((await by('x/builds')).status).toBe(400);
    expect((await by('3/builds?after=%00')).status).toBeLessThan(500);
  }
  for (const base of [path, '/issues/nova']) {
    const headers = { authorization: 'Bearer of_test_nobody' };
    expect((await test.send('GET', `${base}/3/builds`, { headers })).status).toBe(401);
    expect((await test.ask('GET', `${base}/3/builds`, undefined, 'gateway')).status).toBe(403);
  }
});

it('changes status, fix and owner, and says so', async () => {
  const change = (json: object, number = 1) => test.ask('PATCH', `${path}/${number}`, json);
  expect(await change({ status: 'triaged', assignee: 'ada' })).toMatchObject({
    status: 200,
    body: { status: 'triaged', assignee: 'ada' },
  });
  expect(await change({ status: 'triaged' })).toMatchObject({ status: 200 });
  expect(await change({ status: 'fixed' })).toMatchObject({ status: 422, body: { type: '/problems/build-missing' } });
  expect(await change({ status: 'fixed', fixedIn: 'lab' })).toMatchObject({
    status: 422,
    body: { type: '/problems/unknown-build' },
  });
  expect(await change({ status: 'fixed', fixedIn: '9.0.0' })).toMatchObject({
    status: 200,
    body: { status: 'fixed', fixedIn: '9.0.0', versions: expect.not.objectContaining({ '9.0.0': expect.anything() }) },
  });
  expect(await change({ status: 'fixed', fixedIn: '1.2.0' })).toMatchObject({
    status: 200,
    body: { status: 'fixed', fixedIn: 'nova-2', versions: { 'nova-2': '1.2.0' } },
  });
  expect(await change({ status: 'duplicate' })).toMatchObject({
    status: 422,
    body: { type: '/problems/merge-instead' },
  });
  expect(await change({ status: 'triaged', fixedIn: '1.2.0' })).toMatchObject({
    status: 422,
    body: { type: '/problems/build-without-fix' },
  });
  expect((await change({}, 1)).status).toBe(400);
  expect((await change({ status: 'triaged' }, 99)).status).toBe(404);
  expect((await test.ask('PATCH', `${path}/1`, { status: 'new' }, 'viewer')).status).toBe(403);
  expect((await test.send('PATCH', `${path}/1`, { json: { status: 'new' } })).status).toBe(401);
  const { comments } = (await test.ask('GET', `${path}/1`)).body as unknown as { comments: { text: string }[] };
  expect(comments.map(({ text }) => text)).toEqual([
    'It was looked at. ada has it.',
    'It is fixed in build 9.0.0, which is still to come.',
    'It is fixed in build 1.2.0.',
  ]);
});

it('refuses a change to what somebody else changed meanwhile', async () => {
  const { issues } = test.stores;
  const { loadIssue } = issues;
  const stale = await loadIssue('nova', 3);
  await test.ask('PATCH', `${path}/3`, { assignee: 'bea' });
  Object.assign(issues, { loadIssue: async () => stale });
  expect(await test.ask('PATCH', `${path}/3`, { assignee: 'cem' })).toMatchObject({
    status: 409,
    body: { type: '/problems/issue-changed' },
  });
  Object.assign(issues, { loadIssue });
});

it('takes If-Match beside parent, and names the version that it answers', async () => {
  const send = (headers: Record<string, string>, json: object, place = '3') =>
    test.send(place.includes('/') ? 'POST' : 'PATCH', `${path}/${place}`, { as: 'engineer', headers, json });
  const shown = await test.send('GET', `${path}/3`, { as: 'viewer' });
  const tag = shown.headers.get('etag') ?? '';
  const { issue: seen } = (await shown.json()) as { issue: { version: number } };
  expect(tag).toBe(`"${seen.version}"`);
  const done = await send({ 'if-match': `"999", ${tag}` }, { assignee: 'dan' });
  expect([done.status, done.headers.get('etag')]).toEqual([200, `"${seen.version + 1}"`]);
  const late = await send({ 'if-match': tag }, { assignee: 'eve' });
  expect([late.status, await late.json()]).toEqual([
    412,
    expect.objectContaining({ type: '/problems/issue-changed', current: expect.objectContaining({ assignee: 'dan' }) }),
  ]);
  expect((await send({ 'if-match': `W/"${seen.version + 1}"` }, { assignee: 'eve' })).status).toBe(412);
  for (const verb of ['3/merge', '3/split'])
    expect((await send({ 'if-match': tag }, { into: 1, key: 'e'.repeat(32) }, verb)).status).toBe(412);
  expect((await send({ 'if-match': '*' }, { assignee: 'eve' })).status).toBe(200);
  expect((await send({ 'if-match': '3' }, { assignee: 'fay' })).status).toBe(400);
  expect((await send({ 'if-match': '"1"' }, { assignee: 'fay' }, '99')).status).toBe(404);
  const both = await send({ 'if-match': '*' }, { assignee: 'fay', parent: seen.version });
  expect(both.status).toBe(412);
  expect((await send({}, { assignee: 'fay', parent: seen.version })).status).toBe(409);
});

it('shows a fault that is back after its fix', async () => {
  await test.say(own.token, 'POST', '/v1/reports', crash('r9', 'Camera', '1.2.0'));
  await test.settle();
  expect(await numbers('&regressed=yes')).toEqual([1]);
});

it('takes comments for testers and for the house', async () => {
  const comment = (json: object, number = 1) =>
    test.send('POST', `${path}/${number}/comments`, { as: 'engineer', json });
  expect((await comment({ text: 'We are on it.', audience: 'tester' })).status).toBe(204);
  expect((await comment({ text: 'Ask the vendor.', audience: 'internal' })).status).toBe(204);
  expect((await comment({ text: '', audience: 'tester' })).status).toBe(400);
  expect((await comment({ text: 'x', audience: 'tester' }, 99)).status).toBe(404);
  expect(
    (await test.send('POST', `${path}/1/comments`, { as: 'viewer', json: { text: 'x', audience: 'tester' } })).status,
  ).toBe(403);
  expect((await test.send('POST', `${path}/1/comments`, { json: {} })).status).toBe(401);
});

it('merges two that are one, and parts them again', async () => {
  const send = (verb: string, json: object, as = 'engineer') => test.send('POST', `${path}/${verb}`, { as, json });
  const torch = (await test.ask('GET', `${path}/2`)).body as unknown as { keys: string[] };
  expect((await send('2/merge', { into: 1 })).status).toBe(204);
  expect((await send('2/merge', { into: 1 })).status).toBe(409);
  expect((await test.ask('PATCH', `${path}/2`, { status: 'new' })).body).toMatchObject({ type: '/problems/is-merged' });
  const { body } = await test.ask('GET', '/v1/reports?product=nova&issue=1');
  expect((body as unknown as { items: object[] }).items).toHaveLength(3);
  expect((await test.ask('GET', `${path}/2`)).body).toMatchObject({ keys: [], issue: { mergedInto: 1 } });
  const answers = [];
  for (const key of torch.keys) answers.push(await (await send('1/split', { key })).json());
  expect(answers).toContainEqual({ number: 2 });
  expect((await send('1/split', { key: 'e'.repeat(32) })).status).toBe(409);
  for (const verb of ['1/merge', '1/split']) {
    expect((await send(verb, {})).status).toBe(400);
    expect((await send(verb, { into: 2, key: 'e'.repeat(32) }, 'viewer')).status).toBe(403);
    expect((await test.send('POST', `${path}/${verb}`, { json: {} })).status).toBe(401);
  }
});

it('lists those that most devices met first, where that is asked for', async () => {
  const other = await test.enrol('SN-2');
  await test.say(other.token, 'POST', '/v1/reports', crash('r1b', 'Camera'));
  await test.settle();
  await test.say(own.token, 'POST', '/v1/reports', crash('r3b', 'Radio'));
  await test.settle();
  expect(await numbers('&sort=devices')).toEqual([1, 3, 2]);
  expect((await test.ask('GET', '/v1/issues?product=nova&sort=loudest')).status).toBe(400);
});
