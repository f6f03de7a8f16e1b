// The pages of issues: what they tell, to whom, and what they answer to nonsense.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AppError } from '../../../src/app/app-error.ts';
import { type FleetApp, openFleetApp } from '../fleet.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let visitor: Visitor;
beforeAll(async () => {
  test = await openFleetApp();
  const { token } = await test.enrol('SN-1');
  const names = ['<script>alert(1)</script>', 'Torch stays on after a photo'];
  for (const [at, title] of names.entries()) {
    const bug = { id: `r${at}`, kind: 'bug', build: '1.2.0', title, text: 'It does.' };
    await test.say(token, 'POST', '/v1/reports', bug);
    await test.settle();
    test.clock.ms += 1_000;
  }
  await test.ask('PATCH', '/v1/issues/nova/1', { status: 'fixed', fixedIn: '1.2.0', assignee: 'ada' });
  await test.send('POST', '/v1/issues/nova/1/comments', {
    as: 'engineer',
    json: { text: '<b>We</b> are on it.', audience: 'tester' },
  });
  await test.addToken('stranger', 'viewer', 'luna');
  visitor = visitorOf(test);
  await visitor.logIn('viewer');
});
afterAll(() => test.close());

it('lists issues, the last met first, and finds them by words', async () => {
  const html = await (await visitor.look('/issues')).text();
  expect([...html.matchAll(/href="\/issues\/nova\/(\d+)"/g)].map(([, number]) => number)).toEqual(['2', '1']);
  expect(html).not.toContain('<script>');
  const found = await wordsOf(await visitor.look('/issues?product=nova&words=torch'));
  expect(found).toContain('Torch stays on');
  expect(found).not.toContain('Fixed in');
  expect(await wordsOf(await visitor.look('/issues?words=nothing'))).toContain('No issues like that of nova.');
  expect(await wordsOf(await visitor.look('/issues?after=1/1'))).toContain('Newest');
});

it.each([
  ['standing=open', ['2']],
  ['standing=fixed&build=1.2.0&fresh=yes', ['1']],
  ['standing=regressed', []],
  ['build=1.2.0', ['2', '1']],
  ['build=9.9.9', []],
  ['model=n1&owner=ada', ['1']],
  ['model=n2', []],
  ['sort=devices', ['2', '1']],
])('finds by %s, and keeps what was asked in the form', async (query, numbers) => {
  const html = await (await visitor.look(`/issues?product=nova&words=&${query}`)).text();
  expect([...html.matchAll(/href="\/issues\/nova\/(\d+)"/g)].map(([, number]) => number)).toEqual(numbers);
  for (const value of new URLSearchParams(query).values()) expect(html).toMatch(new RegExp(`value="${value}"`));
});

it('leads in one click to what is new in the newest build, and says where it is', async () => {
  const html = await (await visitor.look('/issues')).text();
  const [, way = ''] = />All<\/a><a href="([^"]+)">New in 1\.4\.0</.exec(html) ?? [];
  expect(way).toBe('/issues?product=nova&amp;build=1.4.0&amp;fresh=yes&amp;sort=devices');
  const there = await (await visitor.look(way.replaceAll('&amp;', '&'))).text();
  expect(there).toMatch(/aria-current="page">New in 1\.4\.0</);
  expect(there).toContain('No issues like that of nova.');
});

it('says of nothing found what was asked, not in which order', async () => {
  expect(await wordsOf(await visitor.look('/issues?product=nova&sort=devices&after=0/1'))).toContain(
    'No issues yet of nova',
  );
});

it('shows one with builds, trend and what was said', async () => {
  const response = await visitor.look('/issues/nova/1');
  const html = await response.clone().text();
  expect(html).not.toMatch(/<script>|<b>We/);
  const words = await wordsOf(response);
  for (const part of [
    'Issue 1 of nova',
    'Fixed in 1.2.0',
    'It is fixed in build 1.2.0. ada has it.',
    'release notes',
    'SN-1',
    'ada',
    '1.2.0',
    'n1',
    'to testers',
    'are on it.',
  ])
    expect(words).toContain(part);
});

it('tells copies of one crash apart by when they came, and reports in other words by these', async () => {
  const text = 'java.lang.Error: stuck\n\tat com.nova.Shutter.close(Shutter.java:41)';
  const file = async (id: string, more: Record<string, unknown>) => {
    const json = { id, kind: 'crash', build: '1.2.0', product: 'nova', text, ...more };
    const { issue } = (await test.ask('POST', '/v1/reports', json, 'gateway')).body as unknown as { issue: number };
    await test.settle();
    test.clock.ms += 2_000;
    return issue;
  };
  const issue = await file('copy-1', {});
  await file('copy-2', {});
  await file('told', { title: 'It died while I zoomed' });
  const html = await (await visitor.look(`/issues/nova/${issue}`)).text();
  const names = [...html.matchAll(/href="\/reports\/nova\/[^"]*"[^>]*>(?:<time[^>]*>)?([^<]*)</g)].map(
    ([, name]) => name,
  );
  const [first, ...rest] = names.filter((name = '') => !name.startsWith('the '));
  expect(first).toBe('It died while I zoomed');
  expect(new Set(rest).size).toBe(2);
  for (const name of rest) expect(name).toMatch(/^\w{3} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
});

it('leads to all of its reports, page by page, and nobody else there', async () => {
  const text = 'java.lang.Error: crowd\n\tat com.nova.Crowd.grow(Crowd.java:7)';
  for (let at = 0; at < 53; at += 1) {
    const json = { id: `crowd-${at}`, kind: 'crash', build: '1.2.0', product: 'nova', text };
    expect((await test.ask('POST', '/v1/reports', json, 'gateway')).status).toBe(201);
    test.clock.ms += 1;
  }
  await test.settle();
  const number = (await test.stores.reports.loadReport('nova', 'crowd-0'))?.issueNumber;
  const own = `/issues/nova/${number}`;
  expect(await (await visitor.look(own)).text()).toContain(
    `The newest 10. <a href="${own}/reports">All of its reports`,
  );
  const found: string[] = [];
  for (let href: string | undefined = `${own}/reports`; href !== undefined; ) {
    const html: string = await (await visitor.look(href)).text();
    found.push(...[...html.matchAll(/href="\/reports\/nova\/([^"]*)"/g)].map(([, id = '']) => id));
    href = /href="([^"]*)">Older</.exec(html)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(found).toEqual(Array.from({ length: 53 }, (_, at) => `crowd-${52 - at}`));
  expect(await wordsOf(await visitor.look(`${own}/reports?after=1/x`))).toContain('No more reports.');
  expect((await visitor.look(`${own}/reports?after=zzz`)).status).toBe(400);
  expect((await visitor.look('/issues/nova/9999/reports')).status).toBe(404);
  expect(await (await visitor.look('/issues/nova/1')).text()).not.toContain('All of its reports');
  const stranger = visitorOf(test);
  await stranger.logIn('stranger');
  expect((await stranger.look(`${own}/reports`)).status).toBe(404);
  expect((await visitorOf(test).look(`${own}/reports`)).status).toBe(303);
});

it('shows what the report to read first says, without it where storage is away', async () => {
  const text = 'java.lang.Error: <i>lens</i> is stuck\n\tat com.nova.Lens.focus(Lens.java:41)';
  const crash = { id: 'glance', kind: 'crash', build: '1.2.0', text };
  const { issue } = (await test.ask('POST', '/v1/reports', { ...crash, product: 'nova' }, 'gateway'))
    .body as unknown as {
    issue: number;
  };
  await test.settle();
  const html = await (await visitor.look(`/issues/nova/${issue}`)).text();
  expect(html).toContain('&lt;i&gt;lens&lt;/i&gt; is stuck');
  expect(html).toMatch(/<li><strong>com\.nova\.Lens\.focus/);

  const { objects } = test.surroundings.process;
  const { loadObject } = objects;
  const away = () => Promise.reject(new AppError('storage-unavailable', 'Storage is away.'));
  Object.assign(objects, { loadObject: away });
  const without = await visitor.look(`/issues/nova/${issue}`);
  Object.assign(objects, { loadObject });
  expect(without.status).toBe(200);
  expect(await wordsOf(without)).not.toContain('is stuck');
});

it('tells strangers nothing', async () => {
  const stranger = visitorOf(test);
  await stranger.logIn('stranger');
  const foreign = await stranger.look('/issues?product=nova');
  expect(foreign.status).toBe(404);
  expect(await wordsOf(foreign)).toContain('There is no product "nova" that you could see');
  expect((await stranger.look('/issues/nova/1')).status).toBe(404);
  expect((await visitorOf(test).look('/issues')).status).toBe(303);
});

it('takes no misspelt product for another, or for one without faults', async () => {
  const misspelt = await visitor.look('/issues?product=nowa');
  expect(misspelt.status).toBe(404);
  expect(await wordsOf(misspelt)).toContain('There is no product "nowa" that you could see; did you mean "nova"?');
});

it('refuses nonsense', async () => {
  for (const path of ['/issues?product=%00', '/issues/nova/x', '/issues/NOVA/1', `/issues?words=${'x'.repeat(300)}`])
    expect([path, (await visitor.look(path)).status]).toEqual([path, 400]);
  expect((await visitor.look('/issues/nova/99')).status).toBe(404);
});
