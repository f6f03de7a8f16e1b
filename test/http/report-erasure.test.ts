// Erasure and age: what was reported goes everywhere, what was counted stays and names nobody.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forgetReports } from '../../src/app/remove-reports.ts';
import { keptMs } from '../../src/domain/issue/retention.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let own: Enrolled;
let other: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  other = await test.enrol('SN-2');
});
afterAll(() => test.close());

const report = (id: string, text: string, changes: object = {}) => ({
  id,
  kind: 'bug',
  build: '1.2.0',
  title: `About ${text}`,
  text,
  ...changes,
});
const send = async (who: Enrolled, body: object) =>
  (await test.say(who.token, 'POST', '/v1/reports', body)).body as unknown as { id: string };

/** Every text column of every table of reports and issues, and every object. */
async function everything(): Promise<string> {
  const tables = [
    'reports',
    'reports_waiting',
    'report_texts',
    'report_attachments',
    'issues',
    'issue_words',
    'issue_devices',
    'issue_builds',
    'issue_comments',
    'report_links',
    'report_credits',
    'report_retests',
    'events',
    'audit',
  ];
  const rows = await Promise.all(tables.map((table) => test.database.sql.unsafe(`select * from ${table}`)));
  const objects = [...test.storage.kept.values()].map(({ body }) => Buffer.from(body).toString('latin1'));
  return JSON.stringify([rows, objects]);
}

it('erases what a device reported, in rows, storage, search and files, and nothing of anybody else', async () => {
  await send(own, report('m1', 'MARKER-ONE is lost'));
  const shared = report('m2', 'the same words of two');
  await send(own, shared);
  await send(other, shared);
  const headers = { authorization: `Bearer ${own.token}` };
  await test.send('PUT', '/v1/reports/nova/m1/attachments/log.txt', { headers, text: 'MARKER-TWO' });
  await test.settle();
  const m1 = { product: 'nova', reportId: 'm1' };
  await test.stores.testers.recordLink({ ...m1, sha256: 'MARKER-FOUR', createdMs: 1 });
  await test.stores.testers.recordCredit(m1, { name: 'MARKER-FIVE', agreedMs: 1 });
  const retest = { ...m1, buildId: 'nova-2', answer: 'fixed', remark: 'MARKER-SIX', atMs: 1 } as const;
  await test.stores.testers.recordRetest(retest, null);
  await send(own, report('m3', 'MARKER-THREE waits'));
  for (const marker of ['ONE', 'T', 'FOUR', 'FIVE', 'SIX']) expect(await everything()).toContain(`MARKER-${marker}`);
  const answer = await test.send('DELETE', '/v1/devices/nova/SN-1/reports', { as: 'engineer' });
  expect([answer.status, await answer.json()]).toEqual([200, { erased: 3 }]);
  const left = await everything();
  expect(left).not.toMatch(/MARKER|SN-1/);
  expect(left).toContain('the same words of two');
  expect(left).toContain('erased-');
  const { body } = await test.ask('GET', '/v1/reports?product=nova');
  expect(body).toMatchObject({ items: [{ device: 'SN-2', title: 'About the same words of two' }] });
  const id = (body as unknown as { items: { id: string }[] }).items[0]?.id ?? '';
  expect((await test.ask('GET', `/v1/reports/nova/${id}`)).body).toMatchObject({ text: 'the same words of two' });
  const issue = (await test.ask('GET', '/v1/issues/nova/2')).body as unknown as { issue: object };
  expect(issue.issue).toMatchObject({ devices: 2, title: 'About the same words of two' });
});

it('is for those who may, and counts nothing where nothing is', async () => {
  const path = '/v1/devices/nova/SN-9/reports';
  expect(await (await test.send('DELETE', path, { as: 'engineer' })).json()).toEqual({ erased: 0 });
  expect((await test.send('DELETE', path, { as: 'viewer' })).status).toBe(403);
  expect((await test.send('DELETE', path)).status).toBe(401);
  expect((await test.send('DELETE', '/v1/devices/nova/a%20b/reports', { as: 'engineer' })).status).toBe(400);
});

it('erases a device everywhere, and what was counted of it names nobody', async () => {
  const third = await test.enrol('SN-MARK', { region: 'CN' });
  await send(third, report('d1', 'MARKER-DEVICE'));
  await test.send('PUT', '/v1/products/nova/cohorts/friends', { as: 'engineer', json: { kind: 'named' } });
  const members = { add: ['SN-MARK'], remove: [] };
  await test.send('POST', '/v1/products/nova/cohorts/friends/members', { as: 'engineer', json: members });
  const health = { type: 'health', id: 'e1', device: 'SN-MARK', build: '1.1.0', uptimeS: 60, crashes: 1 };
  await test.say(third.token, 'POST', '/v1/checkins', { product: 'nova', events: [health] });
  await test.settle();
  await test.start(2);
  await test.database.sql`
    insert into installs (rollout_id, product_id, device_id, model_id, state, accepted_ms, deadline_ms, step_ms, heard_ms)
    select id, 'nova', 'SN-MARK', 'n1', 'confirmed', 1, 2, 1, 1 from rollouts limit 1`;
  const tables = await test.database.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const whereIs = async (text: string) => {
    const found = [];
    for (const { name } of tables) {
      const [row] = await test.database.sql.unsafe(`select count(*)::int as n from "${name}" t where t::text like $1`, [
        `%${text}%`,
      ]);
      if (row?.n > 0) found.push(name);
    }
    return found;
  };
  expect(await whereIs('SN-MARK')).toEqual(
    expect.arrayContaining(['devices', 'installs', 'cohort_members', 'device_windows', 'checkin_events']),
  );
  const answer = await test.send('DELETE', '/v1/devices/nova/SN-MARK', { as: 'engineer' });
  expect([answer.status, await answer.json()]).toEqual([200, { reports: 1, wasEnrolled: true }]);
  expect([await whereIs('SN-MARK'), await whereIs('MARKER-DEVICE')]).toEqual([[], []]);
  expect(await whereIs('erased-')).toEqual(expect.arrayContaining(['audit', 'devices', 'installs', 'device_windows']));
  const again = await test.send('DELETE', '/v1/devices/nova/SN-MARK', { as: 'engineer' });
  expect(await again.json()).toEqual({ reports: 0, wasEnrolled: false });
  expect((await test.send('DELETE', '/v1/devices/nova/a%20b', { as: 'engineer' })).status).toBe(400);
});

it('forgets what is older than its kind is kept, and keeps the issue', async () => {
  await send(other, report('old', 'an old crash', { kind: 'crash' }));
  await test.settle();
  const ports = { removals: test.stores.removals, objects: test.storage.objects };
  expect(await forgetReports(ports, test.clock.ms + keptMs.crash)).toBe(0);
  expect(await forgetReports(ports, test.clock.ms + keptMs.crash + 1)).toBe(1);
  expect((await test.ask('GET', '/v1/reports/nova/old')).status).toBe(404);
  expect((await test.ask('GET', '/v1/issues?product=nova')).body).toMatchObject({
    items: expect.arrayContaining([expect.objectContaining({ kind: 'crash', reports: 1 })]),
  });
});

it('forgets by the tick of any minute, since as much grows old as came in', async () => {
  await send(other, report('aged', 'an aged crash', { kind: 'crash' }));
  await test.settle();
  const hourMs = 3_600_000;
  test.clock.ms = Math.ceil((test.clock.ms + keptMs.crash) / hourMs) * hourMs + hourMs / 2;
  await runTick(test.surroundings);
  expect(await test.stores.reports.loadReport('nova', 'aged')).toBeNull();
});
