// Logging in and out of the pages: the cookie holds no token, ends with its token, and no stranger's page can use it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionLifeMs } from '../../../src/http/pages/session.ts';
import { openTestApp, type TestApp } from '../../harness/app.ts';
import { ownOrigin, visitorOf, wordsOf } from './visitor.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

const secret = 'of_test_viewer';

describe('logging in', () => {
  it('is a form that asks for a token', async () => {
    const page = await visitorOf(test).look('/login?next=/rollouts/7');
    expect(page.status).toBe(200);
    const html = await page.clone().text();
    expect(html).toContain('<form method="post" action="/login"');
    expect(html).toContain('name="next" value="/rollouts/7"');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it('gives the browser a session in which the token does not stand', async () => {
    const visitor = visitorOf(test);
    const response = await visitor.submit('/login', { token: ` ${secret}\n`, next: '/rollouts?after=9' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/rollouts?after=9']);
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^orange-session=os_[0-9a-z]+\.[0-9a-f]{64}\.[\w-]{43}; /);
    for (const part of ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${sessionLifeMs / 1000}`]) {
      expect(cookie.split('; ')).toContain(part);
    }
    expect(cookie).not.toMatch(/Secure|Domain/);
    expect(cookie).not.toContain('of_test');
    expect((await visitor.look('/rollouts')).status).toBe(200);
    expect((await visitor.look('/')).headers.get('location')).toBe('/rollouts');
  });

  it('is Secure and bound to the host over https, also behind a proxy that ends it', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://localhost' };
    const text = new URLSearchParams({ token: secret }).toString();
    const headers = { ...form, 'x-forwarded-proto': 'https' };
    const [cookie = ''] = (await test.send('POST', '/login', { headers, text })).headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-orange-session=os_/);
    expect(cookie.split('; ')).toEqual(expect.arrayContaining(['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']));
    const sent = { cookie: cookie.split(';')[0] ?? '', 'x-forwarded-proto': 'https' };
    expect((await test.send('GET', '/rollouts', { headers: sent })).status).toBe(200);
    const planted = { cookie: sent.cookie.replace('__Host-', ''), 'x-forwarded-proto': 'https' };
    expect((await test.send('GET', '/rollouts', { headers: planted })).status).toBe(303);
  });

  it.each([
    ['', 'no access token'],
    ['two words', 'no access token'],
    ['x'.repeat(201), 'no access token'],
    ['of_test_nobody', 'a part of it may be missing'],
    [`of_v_${'0'.repeat(56)}`, 'a part of it may be missing'],
    ['of_v_0000000000000000000000000000000000000000000000008c2eb11f', 'a part of it|has expired, was revoked'],
    ['of_test_gateway', 'is for machines (gateway)'],
    ['of_test_enroller', 'is for machines (enroller)'],
  ])('with %j is refused, and says why', async (token, why) => {
    const visitor = visitorOf(test);
    const response = await visitor.submit('/login', { token, next: '/rollouts/7' });
    expect([response.status, visitor.cookies.size]).toEqual([422, 0]);
    const html = await response.clone().text();
    expect(html).toContain('aria-invalid="true"');
    expect(html).toContain('value="/rollouts/7"');
    const words = await wordsOf(response);
    expect(
      why.split('|').some((each) => words.includes(each)),
      words,
    ).toBe(true);
  });

  it('with two tokens is no form of ours', async () => {
    const text = 'token=a&token=b';
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: ownOrigin };
    expect((await test.send('POST', '/login', { headers, text })).status).toBe(400);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/%0d%0aset-cookie: x=1\r\n',
    '/a\\..\\b',
    'javascript:alert(1)',
    '/login?next=/login',
    '/logout',
    ' /rollouts',
    '/é',
    `/${'a'.repeat(600)}`,
  ])('leads to nobody else: %j', async (next) => {
    const response = await visitorOf(test).submit('/login', { token: secret, next });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/rollouts']);
    const page = await visitorOf(test).look(`/login?next=${encodeURIComponent(next)}`);
    expect(await page.text()).toContain('name="next" value="/rollouts"');
  });
});

describe('a session', () => {
  it('ends when its token is revoked', async () => {
    await test.addToken('leaver', 'viewer');
    const visitor = visitorOf(test);
    await visitor.logIn('leaver');
    expect((await visitor.look('/rollouts')).status).toBe(200);
    await test.send('DELETE', '/v1/tokens/leaver', { as: 'operator' });
    const refused = await visitor.look('/rollouts');
    expect([refused.status, refused.headers.get('location')]).toEqual([303, '/login?next=%2Frollouts']);
  });

  it('is none when it was altered, forged or made for something else', async () => {
    const visitor = visitorOf(test);
    await visitor.logIn('viewer');
    const value = visitor.cookies.get('orange-session') ?? '';
    const [head, digest, seal] = value.split('.');
    const pass = test.surroundings.process.passSigner.signPass({ product: 'nova', cohorts: [], expiresMs: 9e12 });
    for (const forged of [
      '',
      'x',
      `${head}0.${digest}.${seal}`,
      `${head}.${'0'.repeat(64)}.${seal}`,
      `${head}.${digest}.${'A'.repeat(43)}`,
      pass,
      secret,
    ]) {
      const response = await test.send('GET', '/rollouts', { headers: { cookie: `orange-session=${forged}` } });
      expect([forged, response.status]).toEqual([forged, 303]);
    }
  });

  it('ends a month after its last page, and is renewed by every day it is used', async () => {
    const visitor = visitorOf(test);
    await visitor.logIn('viewer');
    const first = visitor.cookies.get('orange-session');
    await visitor.look('/rollouts');
    expect(visitor.cookies.get('orange-session')).toBe(first);
    test.clock.ms += 2 * 86_400_000;
    await visitor.look('/rollouts');
    const second = visitor.cookies.get('orange-session');
    expect(second).not.toBe(first);
    test.clock.ms += sessionLifeMs - 1000;
    const stale = { headers: { cookie: `orange-session=${first}` } };
    expect((await test.send('GET', '/rollouts', stale)).status).toBe(303);
    expect((await visitor.look('/rollouts')).status).toBe(200);
    test.clock.ms += sessionLifeMs;
    expect((await visitor.look('/rollouts')).status).toBe(303);
  });

  it('opens nothing of the API, which takes tokens in headers alone', async () => {
    const visitor = visitorOf(test);
    await visitor.logIn('operator');
    expect((await visitor.look('/v1/tokens')).status).toBe(401);
  });

  it('gives way to a token in the header', async () => {
    const visitor = visitorOf(test);
    await visitor.logIn('viewer');
    const cookie = `orange-session=${visitor.cookies.get('orange-session')}`;
    const asked = await test.send('GET', '/rollouts', { headers: { cookie, authorization: 'Bearer of_test_nobody' } });
    expect(asked.status).toBe(401);
  });
});

describe('logging out', () => {
  it('takes the session out of the browser', async () => {
    const visitor = visitorOf(test);
    await visitor.logIn('viewer');
    const response = await visitor.submit('/logout', {});
    expect([response.status, response.headers.get('location'), visitor.cookies.size]).toEqual([303, '/login', 0]);
    expect((await visitor.look('/')).headers.get('location')).toBe('/login');
  });
});

describe('a form that comes from elsewhere', () => {
  const types = [
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain',
    'application/json',
    '',
  ];
  const senders: Record<string, string>[] = [
    {},
    { origin: 'null' },
    { origin: 'https://evil.example' },
    { origin: 'http://localhost.evil.example' },
    { origin: 'http://localhost:81' },
    { origin: ownOrigin, 'sec-fetch-site': 'cross-site' },
    { origin: ownOrigin, 'sec-fetch-site': 'same-site' },
    { origin: ownOrigin, 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ];
  const bodies: Record<string, string> = { '/login': `token=${secret}`, '/logout': '', '/report': 'id=a&title=b' };

  it.each(Object.keys(bodies))('changes nothing at %s, whatever its type', async (path) => {
    const visitor = visitorOf(test);
    await visitor.logIn('engineer');
    const cookie = `orange-session=${visitor.cookies.get('orange-session')}`;
    for (const type of types) {
      for (const sender of senders) {
        const headers = { ...sender, cookie, accept: 'text/html', ...(type === '' ? {} : { 'content-type': type }) };
        const response = await test.send('POST', path, { headers, text: bodies[path] ?? '' });
        expect([path, type, sender, response.status]).toEqual([path, type, sender, 403]);
        expect(response.headers.getSetCookie()).toEqual([]);
      }
    }
    const shown = await test.send('POST', path, { headers: { accept: 'text/html' }, text: '' });
    expect(shown.headers.get('content-type')).toContain('text/html');
    expect(await wordsOf(shown)).toContain('does not come from a page of this service');
  });

  it('is one of ours with either sign of it', async () => {
    for (const sender of [{ origin: ownOrigin }, { 'sec-fetch-site': 'same-origin' }]) {
      expect((await test.send('POST', '/logout', { headers: sender })).status).toBe(303);
    }
  });
});
