// Following by link and by letter is one way: the form asks for an address, letters lead to the page, the page ends them.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Enrolled, type FleetApp, openFleetApp } from '../fleet.ts';
import { visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let device: Enrolled;
beforeAll(async () => {
  test = await openFleetApp();
  device = await test.enrol('SN-1');
});
afterAll(() => test.close());
beforeEach(() => void test.postman.mails.splice(0));

let made = 0;
const titles = ['Torch stays on', 'Speaker crackles', 'Keyboard lags', 'Clock runs late'];
async function file(mail: string) {
  made += 1;
  const visitor = visitorOf(test);
  const words = { title: titles[made - 1] ?? '', text: 'After a photo.' };
  const fields = { id: `form-mail-${made}`, product: 'nova', build: '1.2.0', kind: 'bug', token: device.token };
  const response = await visitor.submit('/report', { ...fields, ...words, mail });
  await test.settle();
  return { visitor, response, path: `/my-reports/nova/form-mail-${made}` };
}
const pathOf = (url: string): string => new URL(url).pathname + new URL(url).search;

it('an address in the form is asked, and letters lead to the page of the report', async () => {
  const { visitor, response, path } = await file(' ada@example.com ');
  expect(response.status).toBe(303);
  const thanks = response.headers.get('location') ?? '';
  expect(thanks).not.toContain('ada');
  expect(await wordsOf(await visitor.look(thanks))).toContain('A letter is on its way');
  expect(test.postman.mails).toMatchObject([{ to: 'ada@example.com' }]);
  expect(test.postman.mails[0]?.text).not.toContain('/my-reports/');
  expect(await wordsOf(await visitor.look(path))).toContain('A letter waits for your yes');

  await visitor.submit(`${pathOf(test.postman.mails[0]?.stopUrl ?? '')}/confirm`, {});
  expect(await wordsOf(await visitor.look(path))).toContain('You are written to');
  await test.send('POST', '/v1/issues/nova/1/comments', {
    as: 'engineer',
    json: { text: 'We are on it.', audience: 'tester' },
  });
  await test.settle();
  const follow =
    /https:\/\/friday\.test\/my-reports\/\S+/.exec(test.postman.mails[1]?.text ?? '')?.[0] ?? expect.fail();
  // By the link alone, in a browser that knows nobody.
  expect(await wordsOf(await visitorOf(test).look(pathOf(follow)))).toContain('We are on it.');
});

it('who has an issue, and who may see its title, is written to nobody outside', async () => {
  await test.ask('PATCH', '/v1/issues/nova/1', { assignee: 'ada', isHidden: true });
  await test.settle();
  expect(test.postman.mails).toEqual([]);
  await test.ask('PATCH', '/v1/issues/nova/1', { status: 'fixed', fixedIn: '1.2.0', assignee: 'bob' });
  await test.settle();
  expect(test.postman.mails.map(({ text }) => text.split('\n')[0])).toEqual([
    'It is fixed in build 1.2.0. The page below asks you whether it is gone, as soon as your device can get that build.',
  ]);
});

it('the page of a report asks, mends and ends', async () => {
  const { visitor, path } = await file('');
  expect(await wordsOf(await visitor.look(path))).toContain('Nobody writes to you about it');
  const wrong = await visitor.submit(`${path}/mail`, { mail: 'ada@example' });
  expect([wrong.status, await wordsOf(wrong)]).toEqual([422, expect.stringContaining('no mail address')]);
  const asked = await visitor.submit(`${path}/mail`, { mail: 'eve@example.com' });
  expect([asked.status, asked.headers.get('location')]).toEqual([303, `${path}?done=mail`]);
  await test.settle();
  expect(test.postman.mails.map(({ to, subject }) => [to, subject])).toEqual([
    ['eve@example.com', '[nova] Shall we write to you?'],
  ]);
  for (const _ of [1, 2]) await visitor.submit(`${path}/mail`, { mail: 'eve@example.com' });
  expect((await visitor.submit(`${path}/mail`, { mail: 'eve@example.com' })).status).toBe(409);
  const ended = await visitor.submit(`${path}/mail`, { mail: '' });
  expect(ended.headers.get('location')).toBe(`${path}?done=mail-ended`);
  expect(await wordsOf(await visitor.look(path))).toContain('Nobody writes to you about it');
  expect((await visitorOf(test).submit(`${path}/mail`, { mail: 'eve@example.com' })).status).toBe(404);
  expect((await visitor.submit(`${path}/mail`, { link: 'nonsense' })).status).toBe(400);
  expect((await visitor.submit(`${path}/mail`, { mail: '' }, { origin: 'https://evil.example' })).status).toBe(403);
});

it('a wrong address costs nothing that was typed, and without letters nobody is asked for one', async () => {
  const { response } = await file('ada at example.com');
  expect(response.status).toBe(422);
  const html = await response.text();
  for (const part of ['id="mail-error"', 'value="ada at example.com"', 'After a photo.']) expect(html).toContain(part);
  const { process } = test.surroundings;
  const { postman } = process;
  Object.assign(process, { postman: null });
  expect(await (await visitorOf(test).look('/report')).text()).not.toContain('name="mail"');
  const { visitor, path } = await file('');
  expect(await (await visitor.look(path)).text()).not.toContain('name="mail"');
  Object.assign(process, { postman });
});
