// Reporters read what is stored of their report, and take it back.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Enrolled, type FleetApp, openFleetApp } from '../fleet.ts';
import { visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let device: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  device = await test.enrol('SN-1');
});
afterAll(() => test.close());

const path = '/my-reports/nova/form-back';

it('is asked whether it is meant, and then gone with its files, for its reporter alone', async () => {
  const visitor = visitorOf(test);
  const words = { title: 'MARKER-TITLE', text: 'MARKER-TEXT of ada@example.com', agree: 'yes', credit: 'MARKER-NAME' };
  const fields = { id: 'form-back', product: 'nova', build: '1.2.0', kind: 'bug', token: device.token };
  expect((await visitor.submit('/report', { ...fields, ...words, mail: 'ada@example.com' })).status).toBe(303);
  const headers = { authorization: `Bearer ${device.token}` };
  await test.send('PUT', '/v1/reports/nova/form-back/attachments/log.txt', { headers, text: 'MARKER-FILE' });
  const crash = ['FATAL EXCEPTION: main', 'java.lang.Error: MARKER', '\tat com.nova.Camera.open(Camera.java:41)'];
  const log = crash.map((line) => `01-09 10:00:01.000  7  7 E AndroidRuntime: ${line}\n`).join('');
  await test.send('PUT', '/v1/reports/nova/form-back/attachments/logcat.txt', { headers, text: log });
  await test.settle();
  expect(await wordsOf(await visitor.look(path))).toContain(
    'MARKER-TEXT of <mail>'.replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;')),
  );

  expect((await visitorOf(test).submit(`${path}/erase`, { sure: 'yes' })).status).toBe(404);
  expect((await visitor.submit(`${path}/erase`, { sure: 'yes' }, { origin: 'https://evil.example' })).status).toBe(403);
  expect((await visitor.submit(`${path}/erase`, { sure: 'yes', link: 'x' })).status).toBe(400);
  const unsure = await visitor.submit(`${path}/erase`, {});
  expect([unsure.status, await wordsOf(unsure)]).toEqual([422, expect.stringContaining('Nothing is erased')]);
  const done = await visitor.submit(`${path}/erase`, { sure: 'yes' });
  expect([done.status, done.headers.get('location')]).toEqual([303, '/my-reports?done=erased']);
  for (const one of [visitor, visitorOf(test)])
    expect(await wordsOf(await one.look('/my-reports?done=erased'))).toContain('It is erased');
  await test.settle();

  expect((await visitor.look(path)).status).toBe(404);
  const tables = await test.database.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const left: string[] = [];
  for (const { name } of tables) {
    const rows = await test.database.sql.unsafe(
      `select t::text as row from "${name}" t where t::text ~ 'MARKER|form-back'`,
    );
    if (rows.length > 0) left.push(name);
  }
  expect(left).toEqual([]);
  const objects = [...test.storage.kept.values()].map(({ body }) => Buffer.from(body).toString('latin1')).join();
  expect(objects).not.toContain('MARKER');
  const [entry] = await test.database.sql`select actor, subject from audit where action = 'report erased'`;
  expect(entry).toMatchObject({ actor: 'reporter', subject: expect.stringMatching(/^nova\/erased-/) });
});
