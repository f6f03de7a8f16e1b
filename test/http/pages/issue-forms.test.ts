// The forms of an issue's page: who may, what they refuse, and two people who steer it at once.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FleetApp, openFleetApp } from '../fleet.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let ada: Visitor;
let bea: Visitor;
beforeAll(async () => {
  test = await openFleetApp();
  await test.addToken('ada', 'engineer');
  await test.addToken('bea', 'engineer');
  [ada, bea] = [visitorOf(test), visitorOf(test)];
  await ada.logIn('ada');
  await bea.logIn('bea');
  const { token } = await test.enrol('SN-1');
  for (const title of ['Torch stays on', 'Camera dies', 'Third'])
    await test.say(token, 'POST', '/v1/reports', {
      id: title.slice(0, 5),
      kind: 'bug',
      build: '1.1.0',
      title,
      text: title,
    });
  await test.settle();
});
afterAll(() => test.close());

const page = '/issues/nova/1';
async function versionOf(number = 1): Promise<string> {
  const { body } = await test.ask('GET', `/v1/issues/nova/${number}`);
  return String((body as unknown as { issue: { version: number } }).issue.version);
}
const shown = async (number = 1) =>
  (await test.ask('GET', `/v1/issues/nova/${number}`)).body as unknown as {
    issue: { status: string; assignee: string | null; isHidden: boolean };
    comments: { text: string; author: string }[];
  };

/** The hidden fields of the first form that sends something. */
const hiddenIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&'),
    ]),
  );

it('are shown to engineers, and not to those who read', async () => {
  expect(await (await ada.look(page)).text()).toContain(`action="${page}/change"`);
  const viewer = visitorOf(test);
  await viewer.logIn('viewer');
  expect(await (await viewer.look(page)).text()).not.toContain('<textarea');
  for (const verb of ['change', 'comments', 'merge', 'split']) {
    expect((await viewer.submit(`${page}/${verb}`, { parent: '0' })).status).toBe(403);
    expect((await ada.submit(`${page}/${verb}`, { parent: '0' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ada.submit(`${page}/${verb}`, { parent: '-1', into: 'x', key: 'x', audience: 'all' })).status).toBe(
      400,
    );
    const fields = { parent: '0', into: '2', key: 'e'.repeat(32), audience: 'tester', text: 'x' };
    expect((await ada.submit(`/issues/nova/99/${verb}`, fields)).status).toBe(404);
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    const stranger = await visitorOf(test).submit(`${page}/${verb}`, { parent: '0' }, foreign);
    expect([stranger.status, stranger.headers.get('location')]).toEqual([303, '/login?next=%2Fissues%2Fnova%2F1']);
    expect((await test.send('POST', `${page}/${verb}`, { as: 'nobody', text: '' })).status).toBe(401);
  }
});

it('are for engineers of the product', async () => {
  await test.addToken('luna-engineer', 'engineer', 'luna');
  const other = visitorOf(test);
  await other.logIn('luna-engineer');
  expect((await other.submit(`${page}/change`, { parent: '0', status: 'triaged' })).status).toBe(403);
});

it('set status, build and owner, and say what is wrong beside the field', async () => {
  const parent = await versionOf();
  const set = (fields: Record<string, string>) => ada.submit(`${page}/change`, { parent, ...fields });
  for (const [fields, id] of [
    [{ status: 'fixed' }, 'fixedIn-error'],
    [{ status: 'fixed', fixedIn: 'nope' }, 'fixedIn-error'],
    [{ status: '', fixedIn: '1.2.0' }, 'fixedIn-error'],
    [{ status: 'triaged', fixedIn: '1.2.0' }, 'fixedIn-error'],
    [{ status: '', assignee: 'no body' }, 'assignee-error'],
  ] as const) {
    const refused = await set(fields);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining(`id="${id}"`)]);
  }
  expect((await set({ status: 'duplicate' })).status).toBe(400);
  const done = await set({ status: 'fixed', fixedIn: '1.2.0', assignee: 'ada' });
  expect([done.status, done.headers.get('location')]).toEqual([303, `${page}?done=saved#done`]);
  expect(await wordsOf(await ada.look(`${page}?done=saved`))).toContain('Saved. It is now: Fixed in 1.2.0, owner ada.');
  const same = { parent: await versionOf(), status: 'fixed', fixedIn: '1.2.0', assignee: 'ada' };
  const again = await ada.submit(`${page}/change`, same);
  expect(again.headers.get('location')).toBe(`${page}?done=unchanged#done`);
  expect(await wordsOf(await ada.look(`${page}?done=unchanged`))).toContain('nothing to save: it was so already.');
  expect((await ada.look(`${page}?done=nonsense`)).status).toBe(400);
});

it('tell the second of two what the first did, and keep what the second chose', async () => {
  const parent = await versionOf();
  expect((await bea.submit(`${page}/change`, { parent, status: 'wont-fix', assignee: 'bea' })).status).toBe(303);
  const second = await ada.submit(`${page}/change`, { parent, status: 'in-progress', assignee: 'ada' });
  expect(second.status).toBe(409);
  const html = await second.clone().text();
  expect(html).toContain('<option value="in-progress" selected=""');
  expect(html).toContain(`name="parent" value="${Number(parent) + 1}"`);
  expect(await wordsOf(second)).toContain('bea: "It will not be fixed. bea has it."');
  expect((await shown()).issue.status).toBe('wont-fix');
  const again = { parent: String(Number(parent) + 1), status: 'in-progress', assignee: 'ada' };
  expect((await ada.submit(`${page}/change`, again)).status).toBe(303);
  expect((await shown()).comments.map(({ text }) => text)).toContain('It will not be fixed. bea has it.');
});

it('take nothing back that the second of two did not touch', async () => {
  const parent = await versionOf();
  const seen = { parent, seenAssignee: 'ada', seenHidden: 'no' };
  expect((await bea.submit(`${page}/change`, { ...seen, assignee: 'bea', hidden: 'yes' })).status).toBe(303);
  const second = await ada.submit(`${page}/change`, { ...seen, status: 'triaged', assignee: 'ada' });
  expect(second.status).toBe(409);
  const html = await second.text();
  expect(html).toMatch(/id="assignee" name="assignee"[^>]* value="bea"/);
  expect(html).toMatch(/id="hidden"[^>]* checked/);
  const again = { parent: await versionOf(), seenAssignee: 'bea', seenHidden: 'yes', assignee: 'bea', hidden: 'yes' };
  expect((await ada.submit(`${page}/change`, { ...again, status: 'triaged' })).status).toBe(303);
  expect((await shown()).issue).toMatchObject({ status: 'triaged', assignee: 'bea', isHidden: true });
});

it('let one of many who send at once win, each with the parent they saw', async () => {
  const parent = await versionOf(2);
  const answers = await Promise.all(
    ['triaged', 'in-progress', 'wont-fix', 'triaged', 'in-progress'].map((status) =>
      ada.submit('/issues/nova/2/change', { parent, status }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409, 409]);
  expect(await versionOf(2)).toBe(String(Number(parent) + 1));
});

it('of the API name a parent too, and are told what it is now', async () => {
  const parent = Number(await versionOf(2));
  expect((await test.ask('PATCH', '/v1/issues/nova/2', { status: 'new', parent })).status).toBe(200);
  expect(await test.ask('PATCH', '/v1/issues/nova/2', { status: 'triaged', parent })).toMatchObject({
    status: 409,
    body: { type: '/problems/issue-changed', current: { version: parent + 1, status: 'new' } },
  });
  expect((await test.ask('PATCH', '/v1/issues/nova/2', { status: 'triaged' })).status).toBe(200);
  const merge = await test.send('POST', '/v1/issues/nova/2/merge', { as: 'ada', json: { into: 1, parent } });
  expect(merge.status).toBe(409);
});

it('a report that comes in meanwhile is no conflict', async () => {
  const parent = await versionOf(2);
  const { token } = await test.enrol('SN-2');
  await test.say(token, 'POST', '/v1/reports', {
    id: 'more',
    kind: 'bug',
    build: '1.1.0',
    title: 'Camera dies',
    text: 'x',
  });
  await test.settle();
  expect((await ada.submit('/issues/nova/2/change', { parent, status: 'in-progress' })).status).toBe(303);
});

it('say words to testers or to the house, and give back what is too long', async () => {
  const say = (text: string) => ada.submit(`${page}/comments`, { audience: 'internal', text });
  expect((await say('Ask the vendor.\r\nTwice.')).headers.get('location')).toBe(`${page}?done=noted#done`);
  const told = await ada.submit(`${page}/comments`, { audience: 'tester', text: 'Soon.' });
  expect(told.headers.get('location')).toBe(`${page}?done=told#done`);
  expect(await wordsOf(await ada.look(`${page}?done=told`))).toContain('Said, to those who reported it.');
  await say('Ask the vendor.\r\nTwice.');
  expect((await shown()).comments.at(-1)).toMatchObject({ text: 'Ask the vendor.\nTwice.', author: 'ada' });
  for (const text of [' \r\n', 'x'.repeat(10_001)]) {
    const refused = await say(text);
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('id="text-error"')]);
  }
});

it('sent after their session had ended are kept through the login, and sent when told', async () => {
  const late = visitorOf(test);
  const words = 'Ten minutes of <i>words</i>\nin two "lines"';
  const way = await late.submit(`${page}/comments`, { audience: 'internal', text: words });
  expect(way.status).toBe(401);
  const carried = hiddenIn(await way.text());
  expect(carried.next).toBe(page);
  const wrong = await late.submit('/login', { ...carried, token: 'of_test_nobody' });
  expect([wrong.status, hiddenIn(await wrong.text())]).toEqual([422, carried]);
  const asked = await late.submit('/login', { ...carried, token: 'of_test_engineer' });
  const resume = await asked.text();
  expect([asked.status, resume]).toEqual([200, expect.stringContaining(`action="${page}/comments"`)]);
  expect(resume).toContain('Ten minutes of &lt;i&gt;words&lt;/i&gt;');
  expect((await late.submit(`${page}/comments`, hiddenIn(resume))).status).toBe(303);
  expect(await wordsOf(await late.look(page))).toContain('Ten minutes of &lt;i&gt;words');
});

it.each([
  ['nothing', ''],
  ['no JSON', '{'],
  ['a form of another page', JSON.stringify({ path: '/logout', fields: {} })],
  ['a form of another host', JSON.stringify({ path: '//evil.example/issues/nova/1/change', fields: {} })],
  ['fields that are none', JSON.stringify({ path: '/issues/nova/1/change', fields: { text: 7 } })],
  ['too much', JSON.stringify({ path: '/issues/nova/1/change', fields: { text: 'x'.repeat(30_000) } })],
])('are not carried through the login where they are %s', async (_what, kept) => {
  const answer = await visitorOf(test).submit('/login', { token: 'of_test_engineer', next: page, kept });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, page]);
});

it('merge and split, unless it is not what was looked at', async () => {
  const parent = await versionOf(2);
  const send = (verb: string, fields: Record<string, string>, number = 2) =>
    ada.submit(`/issues/nova/${number}/${verb}`, fields);
  for (const [fields, words] of [
    [{ parent, into: '99' }, 'There is no issue 99.'],
    [{ parent, into: '2' }, 'Issue 2 cannot be merged into itself.'],
    [{ parent: String(Number(parent) + 1), into: '1' }, 'Somebody changed issue 2 while you looked at it.'],
  ] as const) {
    const refused = await send('merge', fields);
    expect(await refused.clone().text()).toMatch(new RegExp(`<details open=""[^]*name="into" value="${fields.into}"`));
    const told = await wordsOf(refused);
    expect([refused.status, told]).toEqual([409, expect.stringContaining(`Nothing happened. ${words}`)]);
  }
  const merged = await send('merge', { parent, into: '1' });
  expect([merged.status, merged.headers.get('location')]).toEqual([303, `${page}?done=merged#done`]);
  const left = await (await ada.look('/issues/nova/2')).text();
  expect(left).toContain(`goes on there with its reports: <a href="${page}">issue 1</a>`);
  expect(left).not.toMatch(/None is kept any more|Not counted yet/);
  for (const [number, into, words] of [
    [2, '1', 'Issue 2 goes on in issue 1 already. Nothing is left to do.'],
    [1, '2', 'Issue 2 was merged into issue 1 before. Nothing is left to do.'],
  ] as const)
    expect(await wordsOf(await send('merge', { parent: '0', into }, number))).toContain(words);
  expect(await (await ada.look(page)).text()).toMatch(/<option value="[0-9a-f]{32}">Camera dies \(key [0-9a-f]{8}\)/);
  const { keys } = (await test.ask('GET', '/v1/issues/nova/1')).body as unknown as { keys: string[] };
  const [first] = keys;
  expect((await send('split', { parent: '99', key: first ?? '' }, 1)).status).toBe(409);
  const split = await send('split', { parent: await versionOf(), key: first ?? '' }, 1);
  expect(split.headers.get('location')).toMatch(/^\/issues\/nova\/\d+\?done=split#done$/);
});

it('tell reporters nothing of what is said of an issue that their report has left', async () => {
  const { token } = await test.enrol('SN-3');
  for (const title of ['Siren', 'Whistle'])
    await test.say(token, 'POST', '/v1/reports', { id: title, kind: 'bug', build: '1.1.0', title, text: title });
  await test.settle();
  const numbers = await Promise.all(
    ['Siren', 'Whistle'].map(async (id) => (await test.stores.reports.loadReport('nova', id))?.issueNumber ?? 0),
  );
  const [siren = 0, whistle = 0] = numbers;
  const api = (verb: string, json: object) =>
    test.send('POST', `/v1/issues/nova/${siren}/${verb}`, { as: 'ada', json });
  const { keys } = (await test.ask('GET', `/v1/issues/nova/${siren}`)).body as unknown as { keys: string[] };
  await test.send('POST', `/v1/issues/nova/${whistle}/merge`, { as: 'ada', json: { into: siren } });
  await api('comments', { audience: 'tester', text: 'Before.' });
  await test.ask('PATCH', `/v1/issues/nova/${siren}`, { status: 'in-progress' });
  expect((await api('split', { key: keys[0] })).status).toBe(200);
  await api('comments', { audience: 'tester', text: 'After.' });
  const told = async (id: string) =>
    (await test.stores.testers.loadOwnReport('nova', id))?.told.map((each) =>
      each.audience === 'change' ? each.status : each.audience === 'tester' ? each.text : each.audience,
    );
  expect(await told('Siren')).toEqual(['Before.', 'in-progress', 'new']);
  expect(await told('Whistle')).toEqual(['duplicate', 'Before.', 'in-progress', 'After.']);
});

it('tell reporters what was said where their report went through, and that it went on', async () => {
  const { token } = await test.enrol('SN-4');
  const titles = ['Tuba', 'Viola', 'Zither'];
  for (const title of titles)
    await test.say(token, 'POST', '/v1/reports', { id: title, kind: 'bug', build: '1.1.0', title, text: title });
  await test.settle();
  const numberOf = async (id: string) => (await test.stores.reports.loadReport('nova', id))?.issueNumber ?? 0;
  const [tuba = 0, viola = 0, zither = 0] = await Promise.all(titles.map(numberOf));
  const api = (number: number, verb: string, json: object) =>
    test.send('POST', `/v1/issues/nova/${number}/${verb}`, { as: 'ada', json });
  await api(tuba, 'merge', { into: viola });
  await api(viola, 'comments', { audience: 'tester', text: 'On its way.' });
  await api(viola, 'merge', { into: zither });
  const told = async (id: string) =>
    (await test.stores.testers.loadOwnReport('nova', id))?.told.map((each) =>
      each.audience === 'change' ? [each.of, each.status] : each.audience === 'tester' ? each.text : each.audience,
    );
  expect(await told('Tuba')).toEqual([[tuba, 'duplicate'], 'On its way.', [tuba, 'duplicate']]);
  expect(await told('Viola')).toEqual(['On its way.', [viola, 'duplicate']]);
  expect(await told('Zither')).toEqual([]);
  const { keys } = (await test.ask('GET', `/v1/issues/nova/${zither}`)).body as unknown as { keys: string[] };
  expect(keys).toHaveLength(3);
});
