// A service that lies: the tool signs nothing that is not what it says, and believes nothing older than what it has seen.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { filesOf, newPerson, type Person } from '../harness/trust-story.ts';

let service: ServedApp;
let ada: Person;
let grace: Person;
beforeAll(async () => {
  service = await openServedApp();
  ada = await newPerson(service, 'ada');
  grace = await newPerson(service, 'grace', 'engineer');
  await ada.begin();
  const hex = await grace.newKey('stop-nova');
  await ada.done('trust', 'person', 'add', 'stop-nova', hex, '--yes');
  await ada.done('trust', 'threshold', 'stop-nova', '2', '--yes');
});
beforeEach(() => {
  service.state.meddle = () => undefined;
});
afterAll(() => service.close());

const get = async (path: string): Promise<Response> => {
  const meddle = service.state.meddle;
  service.state.meddle = () => undefined;
  const answer = await fetch(service.url + path, { headers: { authorization: `Bearer ${ada.token}` } });
  service.state.meddle = meddle;
  return answer;
};
/** Answers requests of a path with what is made of the true answer. */
async function lie(path: string, change: (text: string) => string): Promise<void> {
  const text = change(await (await get(path)).text());
  const headers = { 'content-type': 'application/json' };
  service.state.meddle = (request) => (request.path === path ? new Response(text, { headers }) : undefined);
}
const proposals = '/v1/trust/proposals';
const waiting = async () =>
  ((await (await get(proposals)).json()) as { items: { digest: string }[] }).items[0]?.digest ?? '';
const posts = () => service.requests.filter((request) => request.startsWith('POST')).length;

describe('an approval', () => {
  it.each<[string, (text: string) => string, string]>([
    [
      'other bytes under the same digest',
      (text) => text.replaceAll('\\"version\\":2', '\\"version\\":3'),
      'digest-mismatch',
    ],
    ['a file that is none', (text) => text.replaceAll('\\"signed\\"', '\\"sigmed\\"'), 'digest-mismatch'],
    ['another role for the bytes', (text) => text.replaceAll('stop-nova', 'rollout-nova'), 'no-fitting-key'],
    ['a version that cannot come any more', (text) => text.replaceAll('stop-nova', 'targets'), 'proposal-overtaken'],
  ])('of %s is not given', async (_what, change, code) => {
    const digest = await waiting();
    await lie(proposals, change);
    const before = posts();
    const refused = await grace.run(['trust', 'approve', digest, '--yes', '--json']);
    expect(jsonOf(refused), refused.stderr).toMatchObject({ error: { code } });
    expect(posts()).toBe(before);
  });

  it('shows everything anew where what is published is not signed as it must be now', async () => {
    const shown = await grace.run(['trust', 'approve', await waiting(), '--yes']);
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining('everything in this file is shown') });
  });
});

describe('what is published', () => {
  it('is refused when it is older than what this machine saw, and nothing is signed on top of it', async () => {
    const old = await (await get('/repository/timestamp.json')).text();
    await ada.done('trust', 'renew', 'rollout-nova', '--yes');
    service.state.meddle = ({ path }) => (path === '/repository/timestamp.json' ? new Response(old) : undefined);
    const refused = await ada.run(['trust', 'renew', 'rollout-nova', '--yes', '--json']);
    expect(jsonOf(refused)).toMatchObject({ error: { code: 'repository-version-too-low' } });
  });

  it.each([
    ['timestamp.json', 'malformed'],
    ['2.rollout-nova.json', 'malformed'],
    ['3.targets.json', 'malformed'],
  ])('is refused when %s is damaged', async (file, word) => {
    service.state.meddle = ({ path }) =>
      path === `/repository/${file}` ? new Response('{"signatures":[]}') : undefined;
    const refused = await ada.run(['trust', 'renew', 'rollout-nova', '--yes', '--json']);
    expect(jsonOf(refused)).toMatchObject({ error: { code: expect.stringContaining(word) } });
  });

  it('is another file than the one that is listed: refused', async () => {
    const other = await (await get('/repository/1.rollout-nova.json')).text();
    service.state.meddle = ({ path }) => (path === '/repository/2.rollout-nova.json' ? new Response(other) : undefined);
    const refused = await ada.run(['trust', 'renew', 'rollout-nova', '--yes', '--json']);
    expect(jsonOf(refused)).toMatchObject({ error: { code: expect.stringMatching(/not-as-listed/) } });
  });

  it('is refused where the service does not answer, and works again afterwards', async () => {
    service.state.meddle = ({ path }) => (path.startsWith('/repository/') ? 'cut' : undefined);
    expect(jsonOf(await ada.run(['trust', 'renew', 'rollout-nova', '--yes', '--json']))).toMatchObject({
      error: { code: 'repository-unreachable' },
    });
    service.state.meddle = () => undefined;
    expect(filesOf(await ada.run(['trust', 'renew', 'rollout-nova', '--yes', '--json']))).toMatchObject([
      { version: 3, state: 'published' },
    ]);
  });
});
