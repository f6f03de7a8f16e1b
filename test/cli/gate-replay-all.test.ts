// Every decision of a rollout that advanced, was held, lost a model, got it back and was halted, decided once more from a dump.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devices, installs } from '../../src/adapters/postgres/schema/fleet.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { writeDump } from '../harness/dump.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { deviceRow, installRow } from '../samples/device-rows.ts';

const hourMs = 3_600_000;
let service: ServedApp;
let story: Story;
let dump: string;

// Installs are all that this fleet tells of.
const without = ['crash-rate', 'silence', 'boot'];
const stages = ['few', 'half', 'all'].map((name, index) => {
  return { name, permille: [100, 500, 1000][index], bake: '1h', evidence: 'no-harm', without };
});

beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
  const plan = { plan: 'friday', product: 'nova', channel: 'stable', fallback: 'none', stages };
  writeFileSync(story.inside('plan.yaml'), JSON.stringify(plan));
  await story.done('plan', 'apply', story.inside('plan.yaml'), '--no-ceiling');
  await story.publish('1.0.0');
  await story.done('rollout', 'start', '--yes');
  await install('n1', 60, 'confirmed');
  await install('n2', 10, 'confirmed');
  await passHour();
  await story.done('rollout', 'hold', '--reason', 'tea');
  await story.done('rollout', 'resume');
  await install('n1', 200, 'confirmed');
  await install('n2', 40, 'failed');
  await passHour();
  await story.done('rollout', 'lift', '--model', 'n2', '--reason', 'a bad cable');
  service.clock.ms += 1;
  await install('n1', 50, 'failed');
  // What fails for longer than half a day is no outage.
  service.clock.ms += 13 * hourMs;
  await install('n1', 50, 'failed');
  await install('n2', 40, 'failed');
  await passHour();
  dump = await writeDump(service.database, story.inside('dump.sql'));
});
afterAll(() => service.close());

let made = 0;
/** Devices whose attempt has just ended so. */
async function install(modelId: string, count: number, state: 'confirmed' | 'failed'): Promise<void> {
  const at = service.clock.ms;
  made += count;
  const ids = Array.from({ length: count }, (_, index) => `d${made - index}`);
  const { db } = service.database;
  await db.insert(devices).values(ids.map((id) => deviceRow(at, { id, modelId })));
  await db.insert(installs).values(ids.map((deviceId) => installRow(at, { deviceId, modelId, state })));
}

async function passHour(): Promise<void> {
  service.clock.ms += hourMs;
  await runTick(service.surroundings);
}

/** The dump with something in it changed. */
function change(name: string, from: RegExp | string, to: string): string {
  const text = readFileSync(dump, 'utf8');
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(story.inside(name), changed);
  return story.inside(name);
}

describe('a dump', () => {
  it('gives every verdict of the gate again, and finds every digest in its chain', async () => {
    const run = await story.run(['gate', 'replay-all', dump, '--json']);
    expect(run).toMatchObject({ code: 0 });
    const { decisions, withoutRecord, chain, isSame } = jsonOf(run) as Record<string, unknown>;
    const kinds = (decisions as { kind: string; difference: null; audit: number }[]).map(({ kind }) => kind);
    expect(kinds).toEqual(['advance', 'quarantine', 'halt']);
    expect(decisions).toEqual(
      kinds.map(() => expect.objectContaining({ difference: null, audit: expect.any(Number) })),
    );
    expect({ withoutRecord, isSame, fault: (chain as { fault: null }).fault }).toEqual({
      withoutRecord: 4,
      isSame: true,
      fault: null,
    });
  });

  it('is told in a few lines, without a service', async () => {
    const run = await story.run(['gate', 'replay-all', dump], {
      env: { NO_COLOR: '1', ORANGE_URL: 'http://127.0.0.1:9' },
    });
    expect(run.stdout).toMatch(/^3 of 3 decisions of the gate decided the same again\n3 of their records found/);
    expect(run.stdout).toMatch(/the chain is whole: \d+ entries/);
  });
});

/** What pg_dump writes; null where it is not installed, or refuses a server that is newer than itself. */
function dumpWithTool(...options: string[]): string | null {
  const file = story.inside(`tool${options.join('')}.sql`);
  const words = ['--table=decisions', '--table=audit', `--file=${file}`, ...options, service.database.url];
  const { status, error, stderr } = spawnSync('pg_dump', words, { encoding: 'utf8' });
  if (error !== undefined || stderr.includes('server version mismatch')) return null;
  expect([status, stderr]).toEqual([0, '']);
  return file;
}

describe('what pg_dump writes', () => {
  it('gives every verdict again, as the plain format', async ({ skip }) => {
    const file = dumpWithTool('--format=plain') ?? skip('no pg_dump that is as new as the server');
    const run = await story.run(['gate', 'replay-all', file, '--json']);
    expect(run).toMatchObject({ code: 0 });
    const { decisions, isSame, withoutRecord } = jsonOf(run) as Record<string, unknown>;
    expect(decisions).toHaveLength(3);
    expect({ isSame, withoutRecord }).toEqual({ isSame: true, withoutRecord: 4 });
  });

  it.for(['--format=custom', '--format=tar', '--inserts'])(
    'is refused with a way out as %s',
    async (option, { skip }) => {
      const file = dumpWithTool(option) ?? skip('no pg_dump that is as new as the server');
      const run = await story.run(['gate', 'replay-all', file]);
      expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(/pg_restore|without --inserts/)]);
    },
  );
});

describe('a dump in which', () => {
  it('one digit of one verdict was changed names the place, and that nothing vouches for it', async () => {
    const file = change('digit.sql', /("harm": \{"e": )/, '$19');
    const run = await story.run(['gate', 'replay-all', file], { env: { NO_COLOR: '1' } });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/^2 of 3 decisions/);
    expect(run.stdout).toMatch(/decision \d \(\w+\): first difference at \S*harm\.e: recorded \d\S*, again \d/);
    expect(run.stdout).toContain('no entry of the audit chain holds its digest');
  });

  it('the counts were changed is another verdict, or another digest at least', async () => {
    const file = change('counts.sql', /("accepted": )(\d)/, '$1$20');
    expect(await story.run(['gate', 'replay-all', file])).toMatchObject({ code: 1 });
  });

  it('the chain was edited says where', async () => {
    const file = change('chain.sql', 'rollout halted', 'rollout helped');
    const run = await story.run(['gate', 'replay-all', file], { env: { NO_COLOR: '1' } });
    expect([run.code, run.stdout]).toEqual([1, expect.stringMatching(/the chain is broken at entry \d+: edited/)]);
  });

  it('a record stands under another rollout is refused by name', async () => {
    const file = change('foreign.sql', /"rolloutId": 1\b/, '"rolloutId": 7');
    const run = await story.run(['gate', 'replay-all', file], { env: { NO_COLOR: '1' } });
    expect([run.code, run.stdout]).toEqual([1, expect.stringContaining('asked.rolloutId: recorded 7, again 1')]);
  });

  it('a record has another shape is not taken for one that is right', async () => {
    const file = change('shape.sql', /"grid": "[^"]+"/, '"grid": 7');
    const run = await story.run(['gate', 'replay-all', file], { env: { NO_COLOR: '1' } });
    expect([run.code, run.stdout]).toEqual([1, expect.stringContaining('one of another shape')]);
  });
});

describe('a file that is no plain dump', () => {
  it.each([
    ['empty', '', /no decision and no audit/],
    ['of another database', 'CREATE TABLE public.pets ();\n', /no decision and no audit/],
    ['an archive', 'PGDMP\u0001\u000e', /archive.*pg_restore/s],
    ['a tar archive', 'toc.dat\u0000\u0000', /archive.*pg_restore/s],
    ['packed', '\u001f\u008b\u0008', /is packed/],
    ['full of statements', 'INSERT INTO public.audit VALUES (1);\n', /without --inserts/],
    ['cut in the middle', 'COPY public.audit (seq, at_ms) FROM stdin;\n1\t2\n', /ends in the middle of audit/],
    ['with a row that is cut', 'COPY public.audit (seq, at_ms) FROM stdin;\n1\n\\.\n', /cut/],
  ])('%s is refused with a way out', async (_, text, words) => {
    writeFileSync(story.inside('bad.sql'), text);
    const run = await story.run(['gate', 'replay-all', story.inside('bad.sql')]);
    expect([run.code, run.stderr]).toEqual([1, expect.stringMatching(words)]);
  });

  it('is not there', async () => {
    expect(await story.run(['gate', 'replay-all', '/nowhere.sql'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be read'),
    });
  });
});
