// Testers take along what is stored of them, and have all of it erased: theirs alone, and nothing is left.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findDirectory, listEntries, localHeaderBytes } from '../../../src/domain/report/packed/zip.ts';
import { type Enrolled, type FleetApp, openFleetApp } from '../fleet.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let device: Enrolled;
let other: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  device = await test.enrol('SN-MARKER', { region: 'CN', locale: 'zh-CN' });
  other = await test.enrol('SN-2');
  for (const [given, id] of [
    [device, 'form-1'],
    [other, 'form-other'],
  ] as const) {
    const words = { title: `Title of ${id}`, text: `MARKER of ${id}`, agree: 'yes', credit: 'MARKER-NAME', mail: '' };
    const fields = { id, product: 'nova', build: '1.2.0', kind: 'bug', token: given.token, ...words };
    expect((await visitorOf(test).submit('/report', fields)).status).toBe(303);
  }
  await attach('form-1', device.token, 'log ü.txt', 'MARKER-FILE');
  const crash = 'java.lang.Error: MARKER\n\tat com.nova.Camera.open(Camera.java:41)';
  await test.say(device.token, 'POST', '/v1/reports', { id: 'crash-1', kind: 'crash', build: '1.2.0', text: crash });
  await test.settle();
});
afterAll(() => test.close());

const attach = (id: string, token: string, name: string, text: string) =>
  test.send('PUT', `/v1/reports/nova/${id}/attachments/${encodeURIComponent(name)}`, {
    headers: { authorization: `Bearer ${token}` },
    text,
  });

async function visitorWith(token: string): Promise<Visitor> {
  const visitor = visitorOf(test);
  expect((await visitor.submit('/my-reports', { token })).status).toBe(303);
  return visitor;
}

/** Texts of an archive by their names. */
async function unpack(response: Response): Promise<Record<string, string>> {
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const packed = new Uint8Array(await response.arrayBuffer());
  const { at, sizeBytes } = findDirectory(packed) ?? expect.fail();
  const texts = listEntries(packed.subarray(at, at + sizeBytes)).map((entry) => {
    const from = entry.at + localHeaderBytes + Buffer.byteLength(entry.name);
    return [entry.name, Buffer.from(packed.subarray(from, from + entry.sizeBytes)).toString()] as const;
  });
  return Object.fromEntries(texts);
}

async function leftOf(words: RegExp): Promise<string[]> {
  const tables = await test.database.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const left: string[] = [];
  for (const { name } of tables) {
    const rows = await test.database.sql.unsafe<{ row: string }[]>(`select t::text as row from "${name}" t`);
    if (rows.some(({ row }) => words.test(row))) left.push(name);
  }
  const objects = [...test.storage.kept.values()].map(({ body }) => Buffer.from(body).toString('latin1'));
  return objects.some((text) => words.test(text)) ? [...left, 'storage'] : left;
}

it('take along all that is stored of their device, with files, and nothing of others', async () => {
  const visitor = await visitorWith(device.token);
  expect(await wordsOf(await visitor.look('/my-reports'))).toContain('Download all of it');
  const texts = await unpack(await visitor.look('/my-data'));
  expect(Object.keys(texts).sort()).toEqual([
    'device.json',
    'life-1.json',
    'read-me.txt',
    'reports/nova/crash-1/report.json',
    'reports/nova/crash-1/text.txt',
    'reports/nova/form-1/files/log%20%C3%BC.txt',
    'reports/nova/form-1/report.json',
    'reports/nova/form-1/text.txt',
  ]);
  expect(JSON.parse(texts['device.json'] ?? '')).toMatchObject({ device: 'SN-MARKER', region: 'CN', locale: 'zh-CN' });
  expect(JSON.parse(texts['reports/nova/form-1/report.json'] ?? '')).toMatchObject({
    id: 'form-1',
    title: 'Title of form-1',
    credit: 'MARKER-NAME',
    letters: 'none',
    isTextThere: true,
  });
  expect(texts['reports/nova/form-1/text.txt']).toContain('MARKER of form-1');
  expect(texts['reports/nova/form-1/files/log%20%C3%BC.txt']).toBe('MARKER-FILE');
  expect(Object.values(texts).join()).not.toContain('form-other');
});

it('take along one report and its files by its link, and strangers nothing', async () => {
  const path = '/my-reports/nova/form-1';
  const file = `${path}/files/${encodeURIComponent('log ü.txt')}`;
  const stranger = visitorOf(test);
  expect((await stranger.look('/my-data')).headers.get('location')).toBe('/my-reports');
  const neighbour = await visitorWith(other.token);
  for (const visitor of [stranger, neighbour])
    for (const each of [`${path}/data`, file]) expect((await visitor.look(each)).status).toBe(404);
  const visitor = await visitorWith(device.token);
  expect(await (await visitor.look(file)).text()).toBe('MARKER-FILE');
  expect((await visitor.look(`${path}/files/none.txt`)).status).toBe(404);
  for (const each of [`${path}/data?link=x`, `${file}?link=x`]) expect((await stranger.look(each)).status).toBe(404);
  expect(Object.keys(await unpack(await visitor.look(`${path}/data`)))).toContain('reports/nova/form-1/text.txt');
  expect(await (await visitor.look(path)).text()).toContain('href="/my-reports/nova/form-1/data"');
});

it('are led to what is too large to be packed', async () => {
  const large = { product: 'nova', reportId: 'form-other', name: 'a b.zip', contentType: 'application/zip' };
  const where = { objectKey: 'attachments/large', sizeBytes: 100_000_000, uploadId: null, createdMs: 1 };
  await test.stores.attachments.recordAttachment({ ...large, ...where, form: 'closed' }, 16);
  const visitor = await visitorWith(other.token);
  const texts = await unpack(await visitor.look('/my-data'));
  const [way = ''] = /\/my-reports\/\S+/.exec(texts['what-is-missing.txt'] ?? '') ?? [];
  expect(way).toBe('/my-reports/nova/form-other/files/a%20b.zip');
  const response = await visitor.look(way);
  expect([response.status, response.headers.get('location')]).toEqual([302, expect.stringMatching(/^https?:/)]);
});

it('are asked whether they mean it, and then all of it is gone, but for others', async () => {
  const visitor = await visitorWith(device.token);
  expect((await visitorOf(test).submit('/my-data/erase', { sure: 'yes' })).headers.get('location')).toBe('/my-reports');
  const crossed = await visitor.submit('/my-data/erase', { sure: 'yes' }, { origin: 'https://evil.example' });
  expect(crossed.status).toBe(403);
  expect((await visitor.submit('/my-data/erase', { sure: 'x'.repeat(11) })).status).toBe(400);
  const unsure = await visitor.submit('/my-data/erase', {});
  expect([unsure.status, await wordsOf(unsure)]).toEqual([422, expect.stringContaining('Nothing is erased')]);
  expect(await leftOf(/MARKER of form-1|SN-MARKER/)).not.toEqual([]);
  const done = await visitor.submit('/my-data/erase', { sure: 'yes' });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/my-reports?done=all-erased']);
  const after = await wordsOf(await visitor.look('/my-reports?done=all-erased'));
  expect(after).toContain('All of it is erased');
  expect(after).toContain('Device token');
  await test.settle();
  expect(await leftOf(/MARKER of form-1|SN-MARKER|form-1|crash-1|MARKER-FILE|java.lang.Error: MARKER/)).toEqual([]);
  const neighbour = await visitorWith(other.token);
  expect((await neighbour.look('/my-reports/nova/form-other')).status).toBe(200);
  const audited = await test.database.sql`select actor, subject from audit where action like '%erased' order by seq`;
  expect(audited).toEqual([
    { actor: 'reporter', subject: expect.stringMatching(/^nova\/erased-/) },
    { actor: 'reporter', subject: expect.stringMatching(/^nova\/erased-/) },
  ]);
});

it('of a person who logged in are what they filed', async () => {
  const visitor = visitorOf(test);
  await visitor.logIn('engineer');
  for (const id of ['mine-1', 'mine-2']) {
    const fields = { id, product: 'nova', build: '1.2.0', kind: 'idea', title: `Of ${id}`, text: 'MARKER-MINE' };
    expect((await visitor.submit('/report', fields)).status).toBe(303);
  }
  await test.settle();
  const texts = await unpack(await visitor.look('/my-data'));
  expect(Object.keys(texts).filter((name) => name.endsWith('text.txt'))).toHaveLength(2);
  const done = await visitor.submit('/my-data/erase', { sure: 'yes' });
  expect(done.headers.get('location')).toBe('/my-reports?done=all-erased');
  expect(await leftOf(/mine-1|mine-2|MARKER-MINE/)).toEqual([]);
  expect(await wordsOf(await visitor.look('/my-reports'))).toContain('Nothing yet.');
});
