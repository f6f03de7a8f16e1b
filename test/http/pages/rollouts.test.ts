// The pages of rollouts: what they tell, to whom, and what they answer to nonsense.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestApp, type TestApp } from '../../harness/app.ts';
import { type Friday, insertFriday } from '../../samples/friday.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: TestApp;
let friday: Friday;
let visitor: Visitor;
beforeAll(async () => {
  test = await openTestApp();
  friday = await insertFriday(test);
  await test.addToken('stranger', 'viewer', 'luna');
  visitor = visitorOf(test);
  await visitor.logIn('viewer');
});
afterAll(() => test.close());

describe('the list', () => {
  it('shows rollouts newest first, with build, state and stage', async () => {
    const response = await visitor.look('/rollouts');
    const html = await response.clone().text();
    const links = [...html.matchAll(/href="\/rollouts\/(\d+)"/g)].map(([, id]) => Number(id));
    expect(links).toEqual([...Object.values(friday)].sort((a, b) => b - a));
    const words = await wordsOf(response);
    for (const part of [
      'nova 14.4.0',
      'V14.0.3.0.TKACNXM.4',
      'Running',
      'Halted',
      'Retreated',
      '2 of 4, quarter',
      '30 h ago|1 d 6 h ago',
    ]) {
      expect(
        part.split('|').some((each) => words.includes(each)),
        part,
      ).toBe(true);
    }
  });

  it('comes in pages', async () => {
    const older = await visitor.look(`/rollouts?after=${friday.running}`);
    const words = await wordsOf(older);
    expect(words).toContain('nova 14.3.0');
    expect(words).not.toContain('nova 14.4.0');
    expect(words).toContain('Newest');
    expect(await wordsOf(await visitor.look('/rollouts?after=1'))).toContain('There are no older rollouts');
  });

  it('says how to begin where nothing has begun', async () => {
    const stranger = visitorOf(test);
    await stranger.logIn('stranger');
    const words = await wordsOf(await stranger.look('/rollouts'));
    expect(words).toContain('No build is on its way yet');
    expect(words).not.toContain('nova');
  });

  it('refuses a cursor that is none', async () => {
    for (const after of ['x', '0', '-1', '9'.repeat(30)]) {
      const response = await visitor.look(`/rollouts?after=${after}`);
      expect([after, response.status]).toEqual([after, 400]);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
  });
});

describe('the page of a rollout', () => {
  const show = async (id: number, query = '') => visitor.look(`/rollouts/${id}${query}`);

  it('tells where it stands, who has it, and what it waits for', async () => {
    const words = await wordsOf(await show(friday.running));
    for (const part of [
      'Running',
      'Stage 2 of 4, quarter.',
      'This stage bakes for another 1 d 1 h.',
      '14.1.0 (V14.0.3.0.TKACNXM.1), nova-1',
      'Fri 2026-11-27 09:00 UTC',
      '0000000000000000000000000000000000000000000000000000000000000004',
      'Offered 458',
      'Accepted 431 94 % of offered',
      'Crash rate is 0.7 times control: 12 in 4,400 device-hours against 60 in 14,800.',
      'Resumed quarter by ada@laptop',
      'orange rollout hold 4 --reason',
    ]) {
      expect(words).toContain(part);
    }
    expect(words).not.toContain('orange rollout resume');
  });

  it.each([
    ['held', 'Held', 'A person stopped it', 'orange rollout resume'],
    ['halted', 'Halted', 'Halted by gate', 'orange rollout retreat'],
    ['retreated', 'Retreated', 'are offered the one before', 'orange rollout close'],
    ['completed', 'Completed', 'It went up every stage', 'Passed'],
    ['closed', 'Closed', 'ended without a verdict', 'Ended here'],
  ] as const)('says in words that it is %s', async (state, ...parts) => {
    const words = await wordsOf(await show(friday[state]));
    for (const part of parts) expect(words).toContain(part);
  });

  it('asks for itself again while the rollout is open, unless told not to', async () => {
    const refresh = '<meta http-equiv="refresh" content="5"/>';
    for (const state of ['running', 'held', 'halted'] as const) {
      expect(await (await show(friday[state])).text()).toContain(refresh);
      expect(await (await show(friday[state], '?live=off')).text()).not.toContain('http-equiv');
    }
    for (const state of ['retreated', 'completed', 'closed'] as const) {
      expect(await (await show(friday[state])).text()).not.toContain('http-equiv');
    }
  });

  it('shows older decisions on a page of their own', async () => {
    const words = await wordsOf(await show(friday.running, '?after=2&live=off'));
    expect(words).toContain('Friday departure.');
    expect(words).not.toContain('Resumed quarter');
  });

  it('is not there for a token of another product, just like one that never was', async () => {
    const stranger = visitorOf(test);
    await stranger.logIn('stranger');
    const hidden = await stranger.look(`/rollouts/${friday.running}`);
    expect(hidden.status).toBe(404);
    expect(await wordsOf(hidden)).toContain(`There is no rollout ${friday.running}`);
    expect((await visitor.look('/rollouts/999')).status).toBe(404);
  });

  it.each(['0', '-1', 'x', '1.5', '9999999999', '%00', '1%20or%201=1', "1'--"])('refuses the id %j', async (id) => {
    const response = await visitor.look(`/rollouts/${id}`);
    expect(response.status).toBe(400);
    expect(await wordsOf(response)).toContain('Malformed request');
  });

  it('refuses a query it does not know how to read', async () => {
    expect((await show(friday.running, '?live=maybe')).status).toBe(400);
    expect((await show(friday.running, '?after=x')).status).toBe(400);
  });
});

describe('access', () => {
  it('shows the way in, and back, to those who are not logged in', async () => {
    const response = await visitorOf(test).look('/rollouts/4?live=off');
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      '/login?next=%2Frollouts%2F4%3Flive%3Doff',
    ]);
  });

  it('takes a token in the header as well, and then answers programs in their way', async () => {
    for (const as of ['operator', 'engineer', 'viewer']) {
      expect((await test.send('GET', `/rollouts/${friday.running}`, { as })).status).toBe(200);
    }
    for (const path of ['/rollouts', `/rollouts/${friday.running}`]) {
      expect((await test.send('GET', path, { as: 'gateway' })).status).toBe(403);
      const unknown = await test.send('GET', path, { as: 'nobody' });
      expect([unknown.status, unknown.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    }
  });
});

it('every page runs nothing but our one script, loads nothing from elsewhere, and is kept by nobody', async () => {
  const paths = [
    '/login',
    '/rollouts',
    '/report',
    '/rollouts/999',
    ...Object.values(friday).map((id) => `/rollouts/${id}`),
  ];
  for (const path of paths) {
    const response = await visitor.look(path);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect([path, policy]).toEqual([path, expect.stringContaining("default-src 'none'")]);
    // The report form has a script of ours; no other page has any.
    const scripts = policy.match(/script-src [^;]*/)?.[0] ?? null;
    expect([path, scripts]).toEqual([path, path === '/report' ? "script-src 'self'" : null]);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect([response.headers.get('cache-control'), response.headers.get('referrer-policy')]).toEqual([
      'no-store',
      'same-origin',
    ]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const html = (await response.text()).replace('<script src="/report.js" defer=""></script>', '');
    expect(html).not.toMatch(/<script|<style|\sstyle="|\son[a-z]+=|\ssrc=/);
  }
});

it('a problem is a page for people and JSON for programs', async () => {
  const page = await visitor.look('/nowhere/to/be?found=<b>');
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
  expect(page.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
  expect(await page.text()).not.toContain('<b>');
  const json = await test.send('GET', '/nowhere', { headers: { accept: 'application/json, */*' } });
  expect([json.status, json.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
  const api = await visitor.look('/v1/products/nova');
  expect([api.status, api.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
});
