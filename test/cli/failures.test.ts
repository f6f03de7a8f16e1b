// What the tool does when the service refuses, is gone, is somebody else, or sends what could steer a terminal.
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, runCli } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
});
afterEach(() => {
  service.state.meddle = () => undefined;
});
afterAll(() => service.close());

const withToken = async (role: 'viewer' | 'engineer', product: string | null = null) => ({
  env: { ORANGE_TOKEN: await service.newToken(`${role}-${service.requests.length}`, role, product) },
});

describe('a refusal', () => {
  it('is a line of what and a line of what to do, on standard error alone', async () => {
    const { code, stdout, stderr } = await story.run(['build', 'show', '9.9.9']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('error: There is no build "9.9.9".\nhint:  See `orange build list`.\n');
  });

  it('is JSON with its code and status when asked for', async () => {
    const run = await story.run(['build', 'show', '9.9.9', '--json']);
    expect(run.code).toBe(1);
    expect(jsonOf(run)).toEqual({
      error: {
        code: 'unknown-build',
        what: 'There is no build "9.9.9".',
        fix: 'See `orange build list`.',
        status: 404,
      },
    });
  });

  it.each([
    ['a token nobody knows', { ORANGE_TOKEN: 'of_o_x' }, ['build', 'list'], 'unauthorized'],
    ['a product nobody made', { ORANGE_PRODUCT: 'pulsar' }, ['model', 'list'], 'unknown-product'],
    ['a product that is none', { ORANGE_PRODUCT: '../etc' }, ['model', 'list'], 'malformed-name'],
  ])('says what is wrong with %s', async (_what, env, argv, error) => {
    const run = await story.run([...argv, '--json'], { env });
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: error } }]);
  });

  it.each([
    ['an issue that is not there', ['issue', 'show', '99'], 'See `orange issue list`.'],
    ['the reports of one', ['export', '--issue', '99', '--out', 'never.jsonl'], 'See `orange issue list`.'],
    ['symbols that are not there', ['symbols', 'upload', 'nofile'], 'Check the path of the symbols.'],
  ])('of %s tells where to look, in words of this tool', async (_what, argv, hint) => {
    const run = await story.run(argv);
    expect([run.code, run.stdout, run.stderr]).toEqual([1, '', expect.stringContaining(hint)]);
    expect(existsSync('never.jsonl')).toBe(false);
  });

  it('of a status that nobody can set lists those that one can, before anything is asked', async () => {
    const run = await story.run(['issue', 'status', '1', 'duplicate']);
    expect([run.code, run.stderr]).toEqual([2, expect.stringMatching(/new, triaged, in-progress, fixed, wont-fix/)]);
  });

  it('ends a watch for which no token is known, and waits for nothing', async () => {
    const run = await runCli(['report', 'watch', '--product', 'nova', '--url', 'http://127.0.0.1:9']);
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('access token for this service is not known')]);
  });

  it('names the roles that may', async () => {
    const run = await story.run(['model', 'add', 'n9'], await withToken('viewer'));
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('Use a token with one of the roles: operator')]);
  });

  it('keeps a token for one product to it', async () => {
    const run = await story.run(['build', 'list', '--product', 'nova', '--json'], await withToken('viewer', 'luna'));
    expect(jsonOf(run)).toMatchObject({ error: { code: 'forbidden' } });
  });

  it('cannot be led astray by a name', async () => {
    const run = await story.run(['build', 'show', '../../tokens']);
    expect(run.code).toBe(1);
    expect(service.requests.at(-1)).toBe('GET /v1/products/nova/builds/..%2F..%2Ftokens');
  });
});

describe('a service that is not there', () => {
  it('ends with 1 and says where it looked', async () => {
    const run = await story.run(['build', 'list', '--json'], {
      env: { ORANGE_URL: 'http://127.0.0.1:9', ORANGE_TOKEN: story.token },
    });
    expect(run.code).toBe(1);
    expect(jsonOf(run)).toMatchObject({
      error: { code: 'unreachable', what: 'cannot reach http://127.0.0.1:9: nothing listens there' },
    });
  });

  it('is asked again after a break of the line and after 503', async () => {
    let asked = 0;
    service.state.meddle = () => {
      asked += 1;
      return asked === 1 ? 'cut' : asked === 2 ? new Response('', { status: 503 }) : undefined;
    };
    expect((await story.run(['build', 'list'])).code).toBe(0);
    expect(asked).toBe(3);
  });

  it('is given up after a few tries', async () => {
    let asked = 0;
    service.state.meddle = () => {
      asked += 1;
      return 'cut';
    };
    const run = await story.run(['build', 'list']);
    expect([run.code, asked]).toEqual([1, 3]);
    expect(run.stderr).toContain('it closed the connection');
  });

  it('ends at Ctrl-C', async () => {
    const interrupting = new AbortController();
    service.state.meddle = () => {
      interrupting.abort();
      return undefined;
    };
    const run = await story.run(['build', 'list'], { interrupt: interrupting.signal });
    expect([run.code, run.stdout]).toEqual([130, '']);
  });
});

describe('somebody else at the address', () => {
  it.each([
    ['a web page', new Response('<html>', { headers: { 'content-type': 'text/html' } }), 'unreadable-answer'],
    ['another JSON', Response.json({ hello: 'world' }), 'unreadable-answer'],
    ['a redirect', new Response('', { status: 302, headers: { location: 'https://evil.test' } }), 'not-our-answer'],
    ['a proxy', new Response('Bad Gateway', { status: 502 }), 'not-our-answer'],
  ])('is told apart: %s', async (_what, answer, error) => {
    service.state.meddle = () => answer.clone();
    const run = await story.run(['build', 'list', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: error } }]);
  });

  it('gets no token after a redirect', async () => {
    service.state.meddle = () => new Response('', { status: 307, headers: { location: `${service.url}/elsewhere` } });
    await story.run(['build', 'list']);
    expect(service.requests.filter((request) => request.includes('elsewhere'))).toEqual([]);
  });

  it('cannot fill the memory', async () => {
    service.state.meddle = () => new Response('x'.repeat(9 * 1024 * 1024));
    expect((await story.run(['build', 'list'])).stderr).toContain('its answer is too large');
  });
});

/** C0, DEL, C1, OSC 52 (clipboard), OSC 8 (links), bidi overrides, line separators, half a surrogate pair. */
const hostile =
  'a\u001b[31mb\u0007\u009b2Jc\u001b]52;c;aGk=\u0007d\u001b]8;;http://x\u001b\\e\u202Ef\u2066g\u2028h\r\u007f\u0000\uD800z';

const ourColours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');

describe('text that could steer a terminal', () => {
  const page = { items: [{ id: 'nova', name: hostile, createdMs: 1 }], next: null };

  it.each([
    ['to a pipe', {}],
    ['to a terminal', { answers: [] }],
  ])('is printed without it %s', async (_what, options) => {
    service.state.meddle = () => Response.json(page);
    const { code, stdout } = await story.run(['product', 'list'], options);
    expect(code).toBe(0);
    const ours = stdout.replaceAll(ourColours, '');
    expect(ours).toContain('a[31mb2Jc]52;c;aGk=d]8;;http://x\\efgh z');
    expect(ours.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    if (!('answers' in options)) expect(stdout).toBe(ours);
  });

  it('stands in JSON as escapes, and nothing is lost', async () => {
    service.state.meddle = () => Response.json(page);
    const { stdout } = await story.run(['product', 'list', '--json']);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(JSON.parse(stdout)).toEqual(page);
  });

  it('does not come back in errors', async () => {
    const { stderr } = await story.run(['build', 'show', hostile.replaceAll('\0', '')]);
    expect(stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });

  it('has no colours where NO_COLOR or a dumb terminal forbids them', async () => {
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      expect((await story.run(['product', 'list'], { answers: [], env })).stdout).not.toContain('\u001b');
    }
    expect((await story.run(['product', 'list'], { answers: [] })).stdout).toContain('\u001b[36mnova');
  });
});

describe('a failing machine', () => {
  it.each([
    ['ENOSPC', '/home/ada/keys.json: the disk is full'],
    ['EACCES', '/home/ada/keys.json: permission is denied'],
  ])('is told from a bug: %s', async (code, words) => {
    const nowMs = () => {
      throw Object.assign(new Error('planted'), { code, path: '/home/ada/keys.json' });
    };
    const run = await story.run(['key', 'new', 'k', '--unencrypted', '--json'], { nowMs });
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'machine-failed', what: words } }]);
  });
});

describe('a bug', () => {
  it('ends with 70, and shows its stack only to those who ask', async () => {
    const nowMs = () => {
      throw new RangeError('planted');
    };
    const quiet = await story.run(['train', 'list'], { nowMs: service.clock.nowMs });
    expect(quiet.code).toBe(0);
    await story.done('channel', 'set', 'weekly', '--timetable', 'Fri 17:00 UTC');
    const run = await story.run(['train', 'list'], { nowMs });
    expect(run.code).toBe(70);
    expect(run.stderr).toMatch(/^error: this is a bug in orange: RangeError: planted\nhint: {2}Please report it.*\n$/);
    const loud = await runCli(['train', 'list'], { env: { ...story.env, ORANGE_DEBUG: '1' }, nowMs });
    expect(loud.stderr).toContain('train-list.ts');
  });
});
