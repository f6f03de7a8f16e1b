// A visitor with a browser's manners: keeps cookies, says where a form comes from, asks for HTML.
import { expect } from 'vitest';
import type { TestApp } from '../../harness/app.ts';

/** Where `app.request` lives when it is given a path. */
export const ownOrigin = 'http://localhost';

export type Visitor = ReturnType<typeof visitorOf>;

/** `as` of other requests is no cookie: a visitor has to log in. */
export function visitorOf(test: TestApp) {
  const cookies = new Map<string, string>();
  const manners = () => ({
    accept: 'text/html,application/xhtml+xml',
    ...(cookies.size === 0 ? {} : { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
  });

  function keep(response: Response): Response {
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  const look = async (path: string, headers: Record<string, string> = {}) =>
    keep(await test.send('GET', path, { headers: { ...manners(), ...headers } }));

  async function submit(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const form = {
      'content-type': 'application/x-www-form-urlencoded',
      origin: ownOrigin,
      'sec-fetch-site': 'same-origin',
    };
    const text = new URLSearchParams(fields).toString();
    return keep(await test.send('POST', path, { headers: { ...manners(), ...form, ...headers }, text }));
  }

  /** With the token of that name. */
  async function logIn(name: string): Promise<void> {
    const response = await submit('/login', { token: `of_test_${name}`, next: '' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/rollouts']);
  }

  return { cookies, look, submit, logIn };
}

/** The words of a page, without its marks. */
export const wordsOf = async (response: Response): Promise<string> =>
  (await response.text())
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
