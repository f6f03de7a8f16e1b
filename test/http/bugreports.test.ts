// Bugreports of phones, by every way that they come in: what is kept of them, and what becomes of the crashes inside.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bugreportFiles, bugreportText, fingerprint, personal } from '../samples/bugreport.ts';
import { zipOf } from '../samples/zip.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let token: string;
let other: string;
beforeAll(async () => {
  test = await openFleetApp();
  token = (await test.enrol('SN-1')).token;
  other = (await test.enrol('SN-2')).token;
});
afterAll(() => test.close());

const zip = zipOf(bugreportFiles());
const titles = [
  'IllegalStateException in com.nova.Radio.open',
  'IllegalStateException in com.nova.Camera.open',
  expect.stringContaining('Store.read'),
  expect.stringContaining('nova_pull'),
  'IllegalStateException in com.nova.Mail.open',
];

type Shown = { text: string; attachments: { name: string; form: string }[]; inside: { id: string; title: string }[] };
const show = async (id: string) => (await test.ask('GET', `/v1/reports/nova/${id}`)).body as unknown as Shown;
const file = (id: string, kind = 'bug') =>
  test.say(token, 'POST', '/v1/reports', {
    id,
    kind,
    build: '1.2.0',
    title: 'It was slow',
    text: 'See the bugreport.',
  });

async function put(path: string, bytes: Uint8Array) {
  const headers = { authorization: `Bearer ${token}` };
  const init = { method: 'PUT', headers, body: new Uint8Array(bytes) };
  const response = await test.app.request(path, init, test.surroundings);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** All that lies in storage and in the database, unpacked where it could be. */
async function dump(): Promise<string> {
  const objects = [...test.storage.kept.values()].map(({ body }) => Buffer.from(body).toString('latin1'));
  const tables = await test.database.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  for (const { name } of tables)
    for (const { row } of await test.database.sql.unsafe(`select t::text as row from "${name}" t`)) objects.push(row);
  return objects.join('\n');
}

describe('a bugreport that is attached to what a person writes', () => {
  it('is kept as what was read of it, and its crashes are reports of their own', async () => {
    await file('bug-1');
    const path = '/v1/reports/nova/bug-1/attachments/bugreport.zip';
    expect(await put(path, zip)).toMatchObject({ status: 200, body: { name: 'bugreport.zip', form: 'text' } });
    expect(await put(path, zip)).toMatchObject({ status: 200, body: { name: 'bugreport.zip', form: 'text' } });
    const { inside, attachments } = await show('bug-1');
    expect(inside.map(({ title }) => title)).toEqual(titles);
    expect(attachments).toHaveLength(1);
    expect(await show(inside[0]?.id ?? '')).toMatchObject({
      foundIn: 'bug-1',
      inside: [],
      build: { id: 'nova-2' },
      device: 'SN-1',
    });
    const found = await dump();
    for (const seed of personal) expect([seed, found.includes(seed)]).toEqual([seed, false]);
    const sent = await test.send('GET', path, { as: 'viewer' });
    expect(sent.headers.get('content-disposition')).toContain('bugreport.zip.txt');
    expect(await sent.text()).toContain('Nova: step 7');
  });

  it('says nothing twice: a log with the same crashes adds none', async () => {
    await put('/v1/reports/nova/bug-1/attachments/logcat.txt', Buffer.from(bugreportText()));
    expect((await show('bug-1')).inside.map(({ title }) => title)).toEqual(titles);
  });

  it.each([
    ['a zero behind a name', (text: string) => Buffer.from(text.replace('Nova: step 7', 'Nova: step\0 7')), 'closed'],
    ['the letters of Windows', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'), 'text'],
  ])('is heard as a text with %s', async (name, write, form) => {
    const id = `log-${name.length}`;
    await file(id);
    const kept = await put(`/v1/reports/nova/${id}/attachments/logcat.txt`, write(bugreportText()));
    expect(kept).toMatchObject({ status: 200, body: { form } });
    expect((await show(id)).inside.map(({ title }) => title)).toContain('IllegalStateException in com.nova.Radio.open');
  });

  it('never shows what another device filed under such an id', async () => {
    await file('bug-2');
    await test.say(other, 'POST', '/v1/reports', {
      id: 'bug-2.c1',
      kind: 'crash',
      build: '1.2.0',
      text: 'java.lang.Error: x',
    });
    expect(await show('bug-2')).toMatchObject({ inside: [] });
    expect(await show('bug-2.c1')).toMatchObject({ foundIn: null });
  });
});

describe('a bugreport that is a report itself', () => {
  it.each([
    ['zip', zip, 5],
    ['gz', gzipSync(bugreportText()), 3],
    ['txt', Buffer.from(bugreportText()), 3],
  ])(
    'of %s is its newest crash, bound to the build that it names, with the others inside',
    async (form, bytes, count) => {
      const id = `whole-${form}`;
      const answer = await put(`/v1/reports/nova/${id}`, bytes);
      expect(answer).toMatchObject({ status: 201, body: { build: { reported: fingerprint } } });
      const { inside } = await show(id);
      const all = [answer.body.title, ...inside.map(({ title }) => title)];
      expect(new Set(all).size).toBe(count);
      expect(all).toEqual(expect.arrayContaining(['IllegalStateException in com.nova.Radio.open', titles.at(-1)]));
    },
  );

  it('gives a crash without words its keys', async () => {
    await file('note-1', 'crash');
    await put('/v1/reports/nova/note-1/attachments/bugreport.zip', zip);
    await test.settle();
    const { issue } = (await test.ask('GET', '/v1/reports/nova/note-1')).body as unknown as { issue: number };
    expect((await test.ask('GET', `/v1/issues/nova/${issue}`)).body).toMatchObject({ issue: { title: titles[0] } });
    expect((await show('note-1')).inside.map(({ title }) => title)).toEqual(titles.slice(1));
  });
});

describe('a bugreport that goes straight to storage', () => {
  const large = zipOf(
    { ...bugreportFiles(), 'FS/data/cache.bin': 'carla.v@example.org '.repeat(100) },
    { isStored: true },
  );
  const sha256 = createHash('sha256').update(large).digest('hex');
  const path = '/v1/reports/nova/bug-3/attachments';

  it('may have parts with tags as long as storage of one machine answers', async () => {
    await file('bug-4');
    const stated = { name: 'bugreport.zip', sizeBytes: large.length, sha256 };
    await test.say(token, 'POST', path.replace('bug-3', 'bug-4'), stated);
    const parts = [{ partNumber: 1, etag: 'e'.repeat(171) }];
    const where = `${path.replace('bug-3', 'bug-4')}/bugreport.zip/complete`;
    expect((await test.say(token, 'POST', where, { parts })).body).toMatchObject({ type: '/problems/parts-unknown' });
  });

  it('is opened there, and taken away', async () => {
    await file('bug-3');
    const stated = { name: 'bugreport.zip', sizeBytes: large.length, sha256 };
    const { body } = await test.say(token, 'POST', path, stated);
    const { parts } = body as unknown as { parts: { partNumber: number; url: string }[] };
    const etag = await test.storage.sendPart(parts[0]?.url ?? '', Buffer.from(large));
    const finish = () =>
      test.say(token, 'POST', `${path}/bugreport.zip/complete`, { parts: [{ partNumber: 1, etag }] });
    expect(await finish()).toMatchObject({ status: 200, body: { form: 'text', isStored: true } });
    expect(await finish()).toMatchObject({ status: 200, body: { form: 'text', isStored: true } });
    expect((await show('bug-3')).inside.map(({ title }) => title)).toEqual(titles);
    expect([...test.storage.kept.keys()].filter((key) => key.startsWith('uploads/'))).toEqual([]);
    expect(await dump()).not.toContain('carla.v@example.org');
    expect(await test.say(token, 'POST', path, stated)).toMatchObject({ status: 200, body: { parts: [] } });
  });
});
