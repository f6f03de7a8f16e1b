// Release notes and the time to the first answer over HTTP: what they tell, and to whom.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mondayOf } from '../../src/domain/loop/answer-times.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';
import { visitorOf, wordsOf } from './pages/visitor.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
  const { token } = await test.enrol('SN-1');
  for (const [at, title] of ['Torch stays on', '<b>Camera</b> dies', 'Hidden thing', 'Nobody answers'].entries()) {
    await test.say(token, 'POST', '/v1/reports', { id: `r${at}`, kind: 'bug', build: '1.1.0', title, text: title });
    await test.settle();
    test.clock.ms += 60_000;
  }
  const credit = (reportId: string, name: string) =>
    test.stores.testers.recordCredit({ product: 'nova', reportId }, { name, agreedMs: 1 });
  await credit('r0', 'Mira');
  await credit('r1', 'Mira');
  await credit('r2', 'Eve');
  for (const number of [1, 2, 3])
    await test.ask('PATCH', `/v1/issues/nova/${number}`, { status: 'fixed', fixedIn: '1.2.0', isHidden: number === 3 });
  await test.addToken('luna-viewer', 'viewer', 'luna');
});
afterAll(() => test.close());

it('notes name what testers may see, and who agreed', async () => {
  const { status, body } = await test.ask('GET', '/v1/products/nova/builds/1.2.0/notes');
  expect(status).toBe(200);
  expect(body).toMatchObject({ build: 'nova-2', version: '1.2.0', credits: ['Mira'] });
  const { issues } = body as unknown as { issues: { title: string }[] };
  expect(issues.map(({ title }) => title).sort()).toEqual(['<b>Camera</b> dies', 'Torch stays on']);
  await test.stores.testers.recordCredit({ product: 'nova', reportId: 'r0' }, null);
  await test.stores.testers.recordCredit({ product: 'nova', reportId: 'r1' }, null);
  expect((await test.ask('GET', '/v1/products/nova/builds/nova-2/notes')).body).toMatchObject({ credits: [] });
});

it('notes are refused to strangers and for nonsense', async () => {
  const path = '/v1/products/nova/builds';
  expect((await test.send('GET', `${path}/1.2.0/notes`)).status).toBe(401);
  expect((await test.send('GET', `${path}/1.2.0/notes`, { as: 'luna-viewer' })).status).toBe(403);
  expect((await test.send('GET', `${path}/9.9.9/notes`, { as: 'viewer' })).status).toBe(404);
  expect((await test.send('GET', `${path}/%20/notes`, { as: 'viewer' })).status).toBe(400);
});

it('notes have a page', async () => {
  const viewer = visitorOf(test);
  await viewer.logIn('viewer');
  const shown = await viewer.look('/builds/nova/1.2.0/notes');
  expect(await shown.clone().text()).not.toContain('<b>Camera');
  expect(await wordsOf(shown)).toContain('What is fixed in 1.2.0');
  expect((await viewer.look('/builds/nova/9.9.9/notes')).status).toBe(404);
  expect((await viewer.look('/builds/NOVA/1.2.0/notes')).status).toBe(400);
  expect((await visitorOf(test).look('/builds/nova/1.2.0/notes')).status).toBe(303);
  const other = visitorOf(test);
  await other.logIn('luna-viewer');
  expect((await other.look('/builds/nova/1.2.0/notes')).status).toBe(404);
  expect((await test.send('GET', '/builds/nova/1.2.0/notes', { as: 'gateway' })).status).toBe(403);
  expect((await test.send('GET', '/builds/nova/1.2.0/notes', { as: 'nobody' })).status).toBe(401);
});

it('answers are measured from rows, as a count of the same rows says', async () => {
  const rows = await test.database.sql<{ first: string; said: string | null }[]>`
    select i.first_ms as first, min(c.at_ms) filter (where c.audience = 'tester' or c.status is not null) as said
    from issues i left join issue_comments c on c.product_id = i.product_id and c.number = i.number
    where i.product_id = 'nova' group by i.number, i.first_ms`;
  const waits = rows
    .flatMap(({ first, said }) => (said === null ? [] : [Number(said) - Number(first)]))
    .sort((a, b) => a - b);
  expect(waits).toHaveLength(3);
  const { body } = await test.ask('GET', '/v1/issues/answers?product=nova');
  expect(body).toEqual({
    weeks: [
      {
        weekMs: mondayOf(test.clock.ms),
        reported: 4,
        answered: 3,
        unanswered: 1,
        medianMs: waits[1],
        p90Ms: waits[2],
      },
    ],
  });
  await test.send('POST', '/v1/issues/nova/4/comments', {
    as: 'engineer',
    json: { text: 'Mine.', audience: 'internal' },
  });
  expect((await test.ask('GET', '/v1/issues/answers?product=nova&weeks=1')).body).toMatchObject({
    weeks: [{ unanswered: 1 }],
  });
  await test.send('POST', '/v1/issues/nova/4/comments', {
    as: 'engineer',
    json: { text: 'We see it.', audience: 'tester' },
  });
  expect((await test.ask('GET', '/v1/issues/answers?product=nova')).body).toMatchObject({ weeks: [{ unanswered: 0 }] });
  expect((await test.send('GET', '/v1/issues/answers?product=nova', { as: 'luna-viewer' })).status).toBe(403);
  expect((await test.send('GET', '/v1/issues/answers?product=nova')).status).toBe(401);
  expect((await test.send('GET', '/v1/issues/answers?product=nova&weeks=0', { as: 'viewer' })).status).toBe(400);
  const viewer = visitorOf(test);
  await viewer.logIn('viewer');
  expect(await wordsOf(await viewer.look('/issues?product=nova'))).toContain(
    'How long reporters wait for a first answer',
  );
});
