// A tester's whole way over HTTP: report, me too, an answer, the fix, the retest, thanks; and who is kept out on the way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Enrolled, type FleetApp, openFleetApp } from '../fleet.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let engineer: Visitor;
const devices: Record<string, Enrolled> = {};
beforeAll(async () => {
  test = await openFleetApp();
  for (const [id, build] of [
    ['SN-1', '1.1.0'],
    ['SN-2', '1.2.0'],
    ['SN-3', '1.1.0'],
  ] as const)
    devices[id] = await test.enrol(id, { build });
  engineer = visitorOf(test);
  await engineer.logIn('engineer');
});
afterAll(() => test.close());

let made = 0;
const form = (changes: Record<string, string> = {}): Record<string, string> => {
  made += 1;
  const words = { title: 'Torch stays on after a photo', text: 'Open the camera, take a photo: the torch stays on.' };
  return { id: `form-${made}`, product: 'nova', build: '1.1.0', device: '', kind: 'bug', ...words, ...changes };
};
const tokenOf = (id: string): string => devices[id]?.token ?? expect.fail();
const locationOf = (response: Response): URL => new URL(response.headers.get('location') ?? '', 'http://localhost');

/** Sends the form as a device and answers where its report is followed. */
async function file(id: string, changes: Record<string, string> = {}) {
  const visitor = visitorOf(test);
  const response = await visitor.submit('/report', form({ token: tokenOf(id), ...changes }));
  expect([response.status, response.status === 303 ? '' : await wordsOf(response)]).toEqual([303, '']);
  await test.settle();
  const query = locationOf(response).searchParams;
  const path = `/my-reports/nova/${query.get('report')}`;
  return {
    visitor,
    thanks: locationOf(response),
    path,
    link: query.get('link') ?? '',
    issue: Number(query.get('issue')),
  };
}

const similar = async (visitor: Visitor, fields: Record<string, string>) =>
  (await (await visitor.submit('/report/similar', fields)).json()) as { items: { number: number; title: string }[] };

describe('while somebody writes', () => {
  it('open issues that say the same are offered to those who may report, and to nobody else', async () => {
    await file('SN-1');
    const draft = { product: 'nova', title: 'Torch on after taking a photo', text: '' };
    const found = await similar(visitorOf(test), { ...draft, token: tokenOf('SN-2') });
    expect(found.items).toMatchObject([{ number: 1, title: 'Torch stays on after a photo' }]);
    expect(await similar(visitorOf(test), draft)).toEqual({ items: [] });
    expect(await similar(visitorOf(test), { ...draft, token: 'od_nova.x' })).toEqual({ items: [] });
    expect(await similar(engineer, { ...draft, title: 'Battery drains over night' })).toEqual({ items: [] });
    expect((await similar(engineer, draft)).items).toHaveLength(1);
    const crossed = await visitorOf(test).submit('/report/similar', draft, { origin: 'https://evil.example' });
    expect(crossed.status).toBe(403);
    expect((await visitorOf(test).submit('/report/similar', { title: 'x', more: 'y' })).status).toBe(200);
    expect((await test.send('GET', '/report.js')).status).toBe(200);
    const twice = await test.send('POST', '/report/similar', {
      headers: { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
      text: 'title=a&title=b',
    });
    expect(twice.status).toBe(400);
  });

  it('a hidden title is never offered', async () => {
    const { issue } = await file('SN-3', { title: 'Project Zebra board leaks current', text: 'On the bench.' });
    const draft = { product: 'nova', title: 'Zebra board leaks current', text: '', token: tokenOf('SN-1') };
    expect((await similar(visitorOf(test), draft)).items).toHaveLength(1);
    await test.ask('PATCH', `/v1/issues/nova/${issue}`, { isHidden: true });
    expect((await similar(visitorOf(test), draft)).items).toEqual([]);
    const joined = await visitorOf(test).submit('/report', form({ token: tokenOf('SN-1'), same: String(issue) }));
    expect(joined.status).toBe(422);
  });

  it('"me too" adds device, build and words to that issue, and counts the device once', async () => {
    const { issue } = await file('SN-2', { same: '1', title: 'It glows and glows', text: '', build: '1.2.0' });
    expect(issue).toBe(1);
    await file('SN-2', { same: '1', title: 'Again', build: '1.2.0' });
    const shown = (await test.ask('GET', '/v1/issues/nova/1')).body as unknown as { issue: object; builds: object[] };
    expect(shown.issue).toMatchObject({ devices: 2, reports: 3, title: 'Torch stays on after a photo' });
    expect(shown.builds).toHaveLength(2);
    for (const same of ['99', '1e9', 'x', '-1']) {
      const refused = await visitorOf(test).submit('/report', form({ token: tokenOf('SN-2'), same }));
      expect([same, refused.status]).toEqual([same, 422]);
      expect(await refused.text()).toContain('id="same-error"');
    }
  });

  it('without a script the question comes after it was sent, for its sender alone', async () => {
    const own = await file('SN-3', { title: 'After a photo the torch stays on, always', text: 'Photo, then torch.' });
    expect(own.issue).toBeGreaterThan(1);
    const thanks = await (await own.visitor.look(own.thanks.pathname + own.thanks.search)).text();
    expect(thanks).toMatch(/name="same" value="1"/);
    own.thanks.searchParams.set('link', `or_${'A'.repeat(43)}`);
    expect(await (await visitorOf(test).look(own.thanks.pathname + own.thanks.search)).text()).not.toMatch(
      /name="same"/,
    );
    const joining = { link: own.link, same: '1' };
    expect((await visitorOf(test).submit(`${own.path}/same`, { same: '1' })).status).toBe(404);
    for (const each of ['same', 'retest'])
      expect(
        (await visitorOf(test).submit(`${own.path}/${each}`, joining, { origin: 'https://evil.example' })).status,
      ).toBe(403);
    expect((await visitorOf(test).submit(`${own.path}/same`, { ...joining, same: 'x' })).status).toBe(400);
    expect((await visitorOf(test).submit(`${own.path}/same`, { ...joining, same: '99' })).status).toBe(409);
    expect((await visitorOf(test).submit(`${own.path}/same`, joining)).status).toBe(303);
    expect((await visitorOf(test).submit(`${own.path}/same`, joining)).status).toBe(409);
    expect((await test.ask('GET', '/v1/issues/nova/1')).body).toMatchObject({ issue: { devices: 3, reports: 4 } });
    const audit = await (await test.send('GET', '/v1/audit?limit=200', { as: 'viewer' })).text();
    expect(audit).toContain('issue joined');
    expect(audit).not.toContain('SN-3');
  });
});

describe('the reporter', () => {
  it('hears what is for them, and nothing else', async () => {
    const own = await file('SN-1', { title: 'Camera freezes in night mode', text: 'Night, then freeze.' });
    const page = `/issues/nova/${own.issue}`;
    const { version } = await issueAt(own.issue);
    await engineer.submit(`${page}/change`, { parent: String(version), status: 'triaged', assignee: 'ada' });
    await engineer.submit(`${page}/comments`, { audience: 'tester', text: 'Which lens?' });
    await engineer.submit(`${page}/comments`, { audience: 'internal', text: 'SECRET vendor bug' });
    const words = await wordsOf(await visitorOf(test).look(`${own.path}?link=${own.link}`));
    for (const part of ['Received, about build 1.1.0', 'Somebody looked at it', 'An answer for you', 'Which lens?'])
      expect(words).toContain(part);
    expect(words).not.toMatch(/SECRET|ada|engineer/);
    expect(await wordsOf(await own.visitor.look('/my-reports'))).toContain('Camera freezes in night mode');
  });

  it('answers what they were asked, for those who work on it alone', async () => {
    const own = await file('SN-1', { title: 'Zoom jumps', text: 'From 2x to 5x.' });
    const neighbour = await file('SN-2', { title: 'Zoom jumps', text: 'Mine too.' });
    const say = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
      visitorOf(test).submit(`${own.path}/more`, { link: own.link, ...fields }, headers);
    const said = await say({ words: 'The front lens. Mail me: tim@example.com' });
    expect([said.status, locationOf(said).searchParams.get('done')]).toEqual([303, 'more']);
    const page = await (await visitorOf(test).look(`${own.path}?link=${own.link}&done=more`)).text();
    const [, href = ''] = /href="([^"]+answer-[\da-f-]+\.txt[^"]*)"/.exec(page) ?? [];
    const kept = await (await visitorOf(test).look(href.replaceAll('&amp;', '&'))).text();
    expect(kept).toMatch(/^The front lens\. Mail me: <mail>/);
    expect(page).not.toContain('A reporter added');
    const issue = await wordsOf(await engineer.look(`/issues/nova/${own.issue}`));
    expect(issue).toMatch(/A reporter added answer-[\da-f-]+\.txt to their report\./);
    expect(issue).toMatch(/A reporter, on n1 .*The front lens\. Mail me: &lt;mail&gt;/);
    const elsewhere = await file('SN-2', { title: 'Torch is dim', text: 'Since the update.' });
    expect(await wordsOf(await engineer.look(`/issues/nova/${elsewhere.issue}`))).not.toMatch(/A reporter|front lens/);
    const [told] = await test.database.sql`select data from events where type = 'issue.answered'`;
    const about = { number: own.issue, title: 'Zoom jumps' };
    expect(told?.data).toMatchObject({ issue: about, report: own.path.split('/').at(-1), words: true, files: 0 });
    expect(JSON.stringify(told)).not.toContain('lens');
    const others = await wordsOf(await visitorOf(test).look(`${neighbour.path}?link=${neighbour.link}`));
    expect(others).not.toMatch(/answer-\d|A reporter|front lens/);
    expect((await say({ words: ' ' })).status).toBe(422);
    expect((await say({ words: 'x'.repeat(20_001) })).status).toBe(400);
    expect((await say({ words: 'x', link: '' })).status).toBe(404);
    expect((await say({ words: 'x' }, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('is whoever has the link, the device or the session; others see nothing of it', async () => {
    const own = await file('SN-1', { title: 'Mine alone' });
    const stranger = visitorOf(test);
    expect((await stranger.look(own.path)).status).toBe(404);
    expect((await stranger.look(`${own.path}?link=or_${'A'.repeat(43)}`)).status).toBe(404);
    const cut = await stranger.look(`${own.path}?link=${own.link.slice(0, -6)}`);
    const words = await wordsOf(cut);
    expect([cut.status, words]).toEqual([404, expect.stringContaining('Open it by its whole link')]);
    expect(words).toContain('To your reports');
    expect(words).not.toMatch(/rollouts/i);
    expect(await wordsOf(await engineer.look('/my-reports/nova/none'))).toContain('To the rollouts');
    expect((await stranger.look('/my-reports/nova/none')).status).toBe(404);
    expect(await wordsOf(await stranger.look('/my-reports'))).toContain('Device token');
    expect((await stranger.look('/my-reports?after=nonsense')).status).toBe(200);
    expect((await stranger.look(`/my-reports?after=${'x'.repeat(9_000)}`)).status).toBe(400);
    expect((await stranger.submit('/my-reports', { token: 'od_nova.x' })).status).toBe(422);
    expect((await stranger.submit('/my-reports', { token: 'x'.repeat(600) })).status).toBe(400);
    expect((await stranger.submit('/my-reports', { token: tokenOf('SN-2') })).status).toBe(303);
    expect((await stranger.look(own.path)).status).toBe(404);
    expect(await wordsOf(await stranger.look('/my-reports'))).not.toContain('Mine alone');
    expect((await stranger.submit('/my-reports/leave', {})).status).toBe(303);
    expect(await wordsOf(await stranger.look('/my-reports'))).toContain('Device token');
    expect((await own.visitor.look(own.path)).status).toBe(200);
    for (const path of ['/my-reports', '/my-reports/leave', `${own.path}/credit`])
      expect((await own.visitor.submit(path, { link: own.link }, { origin: 'https://evil.example' })).status).toBe(403);
    const links = await test.database.sql`select * from report_links`;
    expect(JSON.stringify(links)).not.toContain(own.link);
  });

  it('is not asked again for what the browser and the device have said', async () => {
    const { visitor } = await file('SN-2', { title: 'Once more' });
    const html = await (await visitor.look('/report')).text();
    expect(html).toContain('value="1.2.0"');
    expect(html).not.toContain('name="token"');
    expect(html).not.toMatch(/name="(device)"/);
    expect((await visitor.submit('/report', form({ title: 'Known by now', build: '1.2.0' }))).status).toBe(303);
  });

  it('has a list of what they filed by their session', async () => {
    await engineer.submit('/report', form({ title: 'Filed by hand', build: '1.2.0' }));
    expect(await wordsOf(await engineer.look('/my-reports'))).toContain('Filed by hand');
    expect(await wordsOf(await engineer.look('/my-reports?after=1/x'))).toContain('Nothing yet.');
  });

  it('may be named, and take that back', async () => {
    const own = await file('SN-1', { title: 'Wobbly dial', agree: 'yes', credit: ' Mira\u202e of the north ' });
    const credits = async () => (await test.database.sql`select name from report_credits`).map(({ name }) => name);
    expect(await credits()).toContain('Mira of the north');
    const say = (credit: string) => visitorOf(test).submit(`${own.path}/credit`, { link: own.link, credit });
    expect((await say('M.')).status).toBe(303);
    expect(await credits()).toContain('M.');
    expect((await say('')).status).toBe(303);
    expect(await credits()).toEqual([]);
    expect((await say('x'.repeat(2_000))).status).toBe(400);
    expect((await visitorOf(test).submit(`${own.path}/credit`, { credit: 'x' })).status).toBe(404);
    const nameless = await visitorOf(test).submit('/report', form({ token: tokenOf('SN-1'), agree: 'yes' }));
    expect([nameless.status, await nameless.text()]).toEqual([422, expect.stringContaining('id="credit-error"')]);
  });
});

const issueAt = async (number: number) =>
  ((await test.ask('GET', `/v1/issues/nova/${number}`)).body as unknown as { issue: { version: number } }).issue;

describe('a retest', () => {
  it('is asked of those whose device can get the build, counts by model, and ends with thanks', async () => {
    const old = await file('SN-1', { title: 'Sound stutters', text: 'In calls.' });
    const has = await file('SN-2', { title: 'Sound stutters', build: '1.2.0' });
    const none = await engineer.submit('/report', form({ title: 'Sound stutters' }));
    await test.settle();
    await test.ask('PATCH', `/v1/issues/nova/${old.issue}`, { status: 'fixed', fixedIn: '1.2.0' });
    const events = await test.database.sql`select data from events where type = 'issue.retest-asked'`;
    expect(events.map(({ data }) => data)).toMatchObject([{ build: '1.2.0', reporters: 2 }]);
    const words = await wordsOf(await visitorOf(test).look(`${old.path}?link=${old.link}`));
    for (const part of ['Fixed in build 1.2.0', 'You are asked to try build 1.2.0', 'Is it fixed in build 1.2.0?'])
      expect(words).toContain(part);
    const unasked = `/my-reports/nova/${locationOf(none).searchParams.get('report')}`;
    expect(await wordsOf(await engineer.look(unasked))).not.toContain('Is it fixed in build');

    const say = (own: typeof old, changes: Record<string, string> = {}) =>
      visitorOf(test).submit(`${own.path}/retest`, {
        ...{ link: own.link, build: 'nova-2', answer: 'fixed', remark: 'Calls are clear. Mail me: tim@example.com' },
        ...changes,
      });
    expect((await say(old, { build: 'nova-1' })).status).toBe(409);
    expect((await say(old, { answer: 'maybe' })).status).toBe(400);
    expect((await say(old, { link: '' })).status).toBe(404);
    expect(locationOf(await say(old)).searchParams.get('done')).toBe('retest');
    expect(await wordsOf(await visitorOf(test).look(`${old.path}?link=${old.link}`))).toContain(
      'Thank you: you told us',
    );
    expect(await wordsOf(await engineer.look(`/issues/nova/${old.issue}`))).toMatch(
      /1 fixed, 0 still there[\s\S]*Calls/,
    );
    expect(JSON.stringify(await test.database.sql`select * from report_retests`)).not.toContain('tim@');

    // A device that does not have the build proves nothing; one that has it opens the issue again.
    expect(locationOf(await say(old, { answer: 'still-there' })).searchParams.get('done')).toBe('too-early');
    expect(await wordsOf(await visitorOf(test).look(`${old.path}?link=${old.link}&done=too-early`))).toContain(
      'has not told us yet that it runs that build',
    );
    expect(await issueAt(old.issue)).toMatchObject({ status: 'fixed', regressedMs: null });
    expect(locationOf(await say(has, { answer: 'still-there' })).searchParams.get('done')).toBe('reopened');
    expect(await issueAt(old.issue)).toMatchObject({ status: 'fixed', regressedMs: test.clock.ms });
    expect((await test.ask('GET', `/v1/issues/nova/${old.issue}`)).body).toMatchObject({
      retests: [{ model: 'n1', fixed: 0, stillThere: 2 }],
    });
    expect((await say(has)).status).toBe(409);
    expect(await wordsOf(await visitorOf(test).look(`${has.path}?link=${has.link}`))).toContain('It is back');
    test.clock.ms += 1_000;
    await test.ask('PATCH', `/v1/issues/nova/${old.issue}`, { status: 'fixed', fixedIn: '1.2.0' });
    const again = await wordsOf(await visitorOf(test).look(`${has.path}?link=${has.link}`));
    expect(again).toMatch(
      / Fixed in build 1.2.0.* still there.* It is back: we look.* It was back, and is fixed again in build 1.2.0/,
    );
    expect(again.match(/ Fixed in build 1.2.0/g)).toHaveLength(1);
  });

  it('is not asked of a device of another model or channel, nor for a build that was withdrawn', async () => {
    await test.send('POST', '/v1/products/nova/models', { as: 'operator', json: { id: 'n9', name: 'Nova 9' } });
    devices['SN-9'] = await test.enrol('SN-9', { model: 'n9' });
    const own = await file('SN-9', { title: 'Nine is hot' });
    await test.ask('PATCH', `/v1/issues/nova/${own.issue}`, { status: 'fixed', fixedIn: '1.2.0' });
    const look = async () => wordsOf(await visitorOf(test).look(`${own.path}?link=${own.link}`));
    expect(await look()).toContain('Fixed in build 1.2.0');
    expect(await look()).not.toContain('You are asked');
  });
});
