// `orange rollout …`: start, decide on what was seen, watch, go back.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  await story.publish('1.0.0');
});
afterEach(() => {
  service.state.meddle = () => undefined;
});
afterAll(() => service.close());

type Status = { id: number; state: string; stageIndex: number; head: number; fallback: { id: string } | null };
const status = async () => jsonOf(await story.done('rollout', 'status', '--json')) as unknown as Status;

describe('start', () => {
  it('needs a plan, and says how to get one', async () => {
    const run = await story.run(['rollout', 'start', '--yes', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'no-plan' } }]);
  });

  it('shows the ceiling, asks, signs it, and begins', async () => {
    await story.done('plan', 'apply', story.writePlan(), '--no-ceiling');
    expect(await story.run(['rollout', 'start'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Add --yes'),
    });
    const run = await story.run(['rollout', 'start'], { answers: ['y'], env: { NO_COLOR: '1' } });
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('Started') });
    expect(run.stderr).toMatch(/Ceiling[\s\S]*stage 1 +first: 10 % of everyone/);
    expect(await status()).toMatchObject({ id: 1, state: 'running', stageIndex: 0, fallback: null });
  });

  it('is told by the clock of the service, as in a time-lapse', async () => {
    service.clock.ms += 3 * 3_600_000;
    const run = await story.run(['rollout', 'status'], { nowMs: () => service.clock.ms - 48 * 3_600_000 });
    expect(run.stdout).toMatch(/last +start by \S+, 3 h ago/);
  });

  it('refuses a second rollout on the channel', async () => {
    const run = await story.run(['rollout', 'start', '1.0.0', '--yes', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'rollout-open', current: { id: 1 } } }]);
  });
});

describe('a decision', () => {
  it('to promote is asked for at a terminal, and says how many devices', async () => {
    const asked = await story.run(['rollout', 'promote'], { answers: ['n'] });
    expect([asked.code, asked.stderr]).toEqual([
      1,
      expect.stringContaining('from first to half, 50 % of everyone (0 more devices)?'),
    ]);
    expect(await status()).toMatchObject({ stageIndex: 0 });
    expect(await story.run(['rollout', 'promote'], { answers: ['y'] })).toMatchObject({ code: 0 });
    expect(await status()).toMatchObject({ stageIndex: 1, head: 2 });
  });

  it('to hold works while the service has no database', async () => {
    const detail = 'The database does not answer.';
    const down = { type: '/problems/database-unavailable', title: 'Down', status: 503, detail, requestId: 'r' };
    service.state.meddle = ({ path }) =>
      path.startsWith('/v1/rollouts')
        ? Response.json(down, { status: 503, headers: { 'content-type': 'application/problem+json' } })
        : undefined;
    const unnamed = await story.run(['rollout', 'hold', '--json']);
    expect([unnamed.code, jsonOf(unnamed)]).toMatchObject([1, { error: { code: 'database-unavailable' } }]);
    const run = await story.run(['rollout', 'hold', '1', '--reason', 'odd', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([0, { decision: null, mapRevision: expect.any(Number) }]);
    expect((await story.run(['rollout', 'promote', '1', '--yes'])).code).toBe(1);
    service.state.meddle = () => undefined;
    const published = await service.maps.loadPublishedMap();
    expect(published?.map.holds).toMatchObject([{ rolloutId: 1, reason: 'odd' }]);
  });

  it('to hold asks nothing', async () => {
    const run = await story.run(['rollout', 'hold', '--reason', 'odd'], { answers: [] });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(await status()).toMatchObject({ state: 'held' });
  });

  it('that does not apply shows the present state and what to do', async () => {
    const run = await story.run(['rollout', 'promote']);
    expect(run).toMatchObject({
      code: 1,
      stderr:
        'error: The rollout is held. Rollout 1 is now held in half (2 of 3), decision 3.\nhint:  Resume it first: `orange rollout resume`.\n',
    });
    expect(await story.run(['rollout', 'resume'])).toMatchObject({ code: 0 });
  });

  it('over the gate needs a reason and an end, before anybody is asked', async () => {
    const over = ['rollout', 'resume', '--override'];
    for (const flags of [[], ['--reason', 'x'], ['--expires', '4h']]) {
      const run = await story.run([...over, ...flags]);
      expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining('--override needs --') });
    }
    expect(await story.run(['rollout', 'promote', '--expires', '4h'])).toMatchObject({ code: 1 });
    expect(await story.run([...over, '--expires', '8d', '--reason', 'x'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('7d at most'),
    });
    expect(await story.run([...over, '--expires', '10y', '--reason', 'x'])).toMatchObject({ code: 2 });
  });

  it('on a state that is past changes nothing and shows what holds now', async () => {
    const run = await story.run(['rollout', 'promote', '--head', '2', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([
      1,
      { error: { code: 'lost-race', current: { state: 'running', stageIndex: 1, head: 4 } } },
    ]);
    expect(run.stderr).toContain('Rollout 1 is now running in half (2 of 3), decision 4.');
    expect(await status()).toMatchObject({ stageIndex: 1, head: 4 });
  });

  it('to hold is refused on a state that is past only where that state is named', async () => {
    const run = await story.run(['rollout', 'hold', '--head', '2']);
    expect([run.code, run.stderr]).toEqual([
      1,
      expect.stringContaining('is now running in half (2 of 3), decision 4.'),
    ]);
    expect(await status()).toMatchObject({ state: 'running', head: 4 });
  });

  it('of two at once has one winner', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => story.run(['rollout', 'promote', '--head', '4'])));
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
    expect(await status()).toMatchObject({ stageIndex: 2, head: 5 });
  });

  it('past the last stage is refused, and `complete` wants a reason', async () => {
    expect((await story.run(['rollout', 'promote'])).stderr).toContain('orange rollout complete 1 --reason TEXT');
    expect((await story.run(['rollout', 'complete'])).code).toBe(2);
    expect((await story.run(['rollout', 'complete', '--reason', 'all well'])).code).toBe(0);
    expect(await status()).toMatchObject({ state: 'completed' });
  });
});

describe('retreat', () => {
  it('needs a build to go back to', async () => {
    await story.publish('1.1.0', '--no-ceiling');
    await story.done('rollout', 'start', '--yes');
    const run = await story.run(['rollout', 'retreat', '--reason', 'bad', '--yes', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'no-fallback' } }]);
    await story.done('rollout', 'close');
  });

  it('signs a permit from exactly this image to exactly that one', async () => {
    await story.done('plan', 'apply', story.writePlan('previous'), '--no-ceiling');
    await story.done('rollout', 'start', '1.1.0', '--yes');
    expect(await status()).toMatchObject({ state: 'running', fallback: { id: 'nova-1' } });
    const run = await story.run(['rollout', 'retreat', '--reason', 'crashes on n2'], {
      answers: ['y'],
      env: { NO_COLOR: '1' },
    });
    expect(run).toMatchObject({ code: 0 });
    const [from, to] = await Promise.all(['1.1.0', '1.0.0'].map(shaOf));
    expect(run.stderr).toContain(`nova-2, sha256 ${from}`);
    expect(run.stderr).toContain(`nova-1, sha256 ${to}`);
    expect(await status()).toMatchObject({ state: 'retreated' });
  });

  it('signs nothing when what is signed about a build does not hold', async () => {
    await story.publish('1.2.0', '--no-ceiling');
    await story.done('rollout', 'start', '1.2.0', '--yes');
    const forged = /^\/repository\/\d+\.fw-nova\.json$/;
    service.state.meddle = ({ path }) =>
      forged.test(path) ? new Response('{"signatures":[],"signed":{}}') : undefined;
    const run = await story.run(['rollout', 'retreat', '--reason', 'x', '--yes', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: expect.stringMatching(/^repository-/) } }]);
    expect(await status()).toMatchObject({ state: 'running' });
    service.state.meddle = () => undefined;
    await story.done('rollout', 'close');
  });
});

describe('--strict-bake', () => {
  it('signs stages that nobody enters before their time', async () => {
    await story.publish('1.3.0', '--no-ceiling');
    const started = await story.run(['rollout', 'start', '1.3.0', '--strict-bake', '--yes']);
    expect(started).toMatchObject({ code: 0 });
    const run = await story.run(['rollout', 'promote', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'ceiling-not-before' } }]);
    service.clock.ms += 3_600_000;
    expect(await story.run(['rollout', 'promote'])).toMatchObject({ code: 0 });
  });
});

describe('status --watch', () => {
  it('prints a line for each change without a terminal, and ends with 1 when the rollout stops running', async () => {
    const watching = story.run(['rollout', 'status', '--watch', '--every', '1'], {
      onStderr: (text) => {
        if (text.includes('running') && !text.includes('held')) void story.run(['rollout', 'hold', '--reason', 'odd']);
      },
    });
    const { code, stderr } = await watching;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /rollout \d+ running in half \(2 of 3\), 0 of 0 devices: .*\nrollout \d+ held in half.*: odd\n/,
    );
  });

  it('redraws in place on a terminal until Ctrl-C, and gives the cursor back', async () => {
    const interrupting = new AbortController();
    let asked = 0;
    service.state.meddle = ({ path }) => {
      if (/^\/v1\/rollouts\/\d+$/.test(path)) asked += 1;
      if (asked === 3) interrupting.abort();
      return undefined;
    };
    const { code, stdout } = await story.run(['rollout', 'status', '--watch', '--every', '1'], {
      answers: [],
      interrupt: interrupting.signal,
    });
    expect(code).toBe(130);
    expect(stdout.startsWith('\u001b[?25l')).toBe(true);
    expect(stdout.endsWith('\u001b[?25h')).toBe(true);
    expect(stdout.split('\u001b[J')).toHaveLength(3);
  });
});

async function shaOf(version: string): Promise<string> {
  const build = jsonOf(await story.done('build', 'show', version, '--json')) as unknown as {
    artifact: { sha256: string };
  };
  return build.artifact.sha256;
}

describe('break-glass', () => {
  it('says who, why and until when, wherever one looks, and once at a time', async () => {
    await story.done('rollout', 'close', '--yes');
    await story.publish('9.0.0', '--no-ceiling');
    await story.done('rollout', 'start', '--yes');
    const over = ['--override', '--expires', '4h', '--reason', 'the fix cannot wait'];
    const asked = await story.run(['rollout', 'promote', ...over], { answers: ['n'] });
    expect(asked.stderr).toContain('This goes over the gate: for 4 h it stops nothing, and everybody sees your name.');
    expect((await status()).stageIndex).toBe(0);
    const promoted = await story.done('rollout', 'promote', ...over, '--yes');
    expect(promoted.stdout).toContain('OVERRIDE: the gate stops nothing until');
    const history = (await story.done('rollout', 'history')).stdout;
    expect(history).toMatch(/over the gate until .*: the fix cannot wait/);
    // What the gate said at that moment is vouched for, as what it decides by itself.
    const { id } = (await status()) as unknown as { id: number };
    const replayed = jsonOf(await story.done('gate', 'replay', '2', '--rollout', String(id), '--json'));
    expect(replayed).toMatchObject({ isSame: true, audit: expect.any(Number) });
    for (const words of [
      ['rollout', 'status'],
      ['gate', 'explain'],
    ])
      expect((await story.done(...words)).stdout).toMatch(
        /overrides the gate until .* in [34] h.*: the fix cannot wait/,
      );
    const again = await story.run(['rollout', 'promote', ...over, '--yes']);
    expect([again.code, again.stderr]).toMatchObject([1, expect.stringContaining('overridden already')]);
    await story.done('rollout', 'close', '--yes');
  });
});
