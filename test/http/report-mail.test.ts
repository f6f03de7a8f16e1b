// Letters over HTTP: asked for by whoever filed the report, confirmed and ended by the link in them.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Enrolled, type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let own: Enrolled;
let other: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  other = await test.enrol('SN-2');
  const crash = { kind: 'crash', build: '1.2.0', text: 'java.lang.Error: x\n\tat com.nova.Camera.open(A.java:41)' };
  await test.say(own.token, 'POST', '/v1/reports', { id: 'r1', ...crash });
  await test.settle();
});
afterAll(() => test.close());
beforeEach(() => void test.postman.mails.splice(0));

const path = '/v1/reports/nova/r1/mail';
const bearer = ({ token }: Enrolled) => ({ authorization: `Bearer ${token}` });
const wish = (address: string, headers: Record<string, string> = bearer(own)) =>
  test.send('PUT', path, { headers, json: { address } });
const typeOf = async (response: Response) => [response.status, ((await response.json()) as { type: string }).type];
const linkOf = (index: number): string =>
  new URL(test.postman.mails[index]?.stopUrl ?? expect.fail('no mail')).pathname;
const comment = (text: string) =>
  test.send('POST', '/v1/issues/nova/1/comments', { as: 'engineer', json: { text, audience: 'tester' } });

it('asks, writes once they said yes, and ends by the one POST that mail programs send', async () => {
  expect((await wish('ada@example.com')).status).toBe(204);
  await test.settle();
  expect(test.postman.mails).toMatchObject([{ to: 'ada@example.com', subject: '[nova] Shall we write to you?' }]);
  const link = linkOf(0);
  const shown = await test.send('GET', link);
  expect(shown.status).toBe(200);
  expect(await shown.text()).toContain(`action="${link}/confirm"`);
  await comment('Nobody said yes yet.');
  await test.settle();
  expect(test.postman.mails).toHaveLength(1);

  expect((await test.send('POST', `${link}/confirm`)).status).toBe(200);
  // Whoever opens the letter once more is not asked what they have said.
  const again = await (await test.send('GET', link)).text();
  expect(again).toContain('You are written to when something happens');
  expect(again).not.toContain(`${link}/confirm`);
  await comment('Thank you, we are on it.');
  await test.settle();
  expect(test.postman.mails[1]).toMatchObject({ to: 'ada@example.com', text: expect.stringContaining('we are on it') });

  const oneClick = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const _ of [1, 2]) {
    const ended = await test.send('POST', linkOf(1), { headers: oneClick, text: 'List-Unsubscribe=One-Click' });
    expect(ended.status).toBe(200);
  }
  await comment('Nobody reads this.');
  await test.settle();
  expect(test.postman.mails).toHaveLength(2);
  expect(await typeOf(await test.send('POST', `${link}/confirm`))).toEqual([404, '/problems/unknown-link']);
  expect(await (await test.send('GET', link)).text()).toContain('The address is forgotten.');
});

it('takes no link that is not ours', async () => {
  const broken = '/mail/nova.cjE.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  for (const [method, place] of [
    ['GET', broken],
    ['POST', broken],
    ['POST', `${broken}/confirm`],
    ['GET', '/mail/x'],
  ] as const)
    expect([place, ...(await typeOf(await test.send(method, place)))]).toEqual([place, 404, '/problems/unknown-link']);
});

it('lets nobody ask for letters about a report of somebody else', async () => {
  expect(await typeOf(await wish('eve@example.com', bearer(other)))).toEqual([404, '/problems/unknown-report']);
  const nowhere = await test.send('PUT', '/v1/reports/nova/r9/mail', {
    as: 'gateway',
    json: { address: 'a@example.com' },
  });
  expect(await typeOf(nowhere)).toEqual([404, '/problems/unknown-report']);
  expect((await test.send('PUT', path, { as: 'reporter', json: { address: 'a@example.com' } })).status).toBe(403);
  expect((await test.send('PUT', path, { json: { address: 'a@example.com' } })).status).toBe(401);
});

it('takes what is an address, not too often, and only where letters are written', async () => {
  expect(await typeOf(await wish('ada@example.com\r\nBcc: eve@example.com'))).toEqual([
    400,
    '/problems/malformed-address',
  ]);
  for (const _ of [1, 2, 3]) expect((await wish('often@example.com')).status).toBe(204);
  expect(await typeOf(await wish('often@example.com'))).toEqual([409, '/problems/not-asked']);
  const { process } = test.surroundings;
  const { postman } = process;
  Object.assign(process, { postman: null });
  expect(await typeOf(await wish('ada@example.com'))).toEqual([409, '/problems/mail-off']);
  Object.assign(process, { postman });
});
