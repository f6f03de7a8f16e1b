// Whole runs: the same from the same seed on any number of threads, each build once and in order.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Job } from '../../scripts/simulate/job.ts';
import { gateId, policyIds } from '../../scripts/simulate/policies/ids.ts';
import type { Outcome } from '../../scripts/simulate/results/outcome.ts';
import { encodePlot } from '../../scripts/simulate/results/plot.ts';
import { encodeTable } from '../../scripts/simulate/results/table.ts';
import { isStopped, quantileOf } from '../../scripts/simulate/results/tally.ts';
import { shareJob } from '../../scripts/simulate/threads.ts';
import { dealBuilds } from '../../scripts/simulate/world/mix.ts';
import { makeWorld, planOf } from './worlds.ts';

const small = makeWorld({
  models: [
    { name: 'x', share: 3 },
    { name: 'y', share: 1 },
  ],
  builds: [
    { name: 'good', weight: 2 },
    { name: 'crash-x5', crash: 5 },
    { name: 'y-x9', crash: 9, models: ['y'] },
  ],
});

async function run(parts: Partial<Job> = {}, threads = 1): Promise<Outcome[]> {
  const job: Job = {
    world: small,
    plan: planOf('recommended'),
    seed: 3,
    firstBuild: 0,
    builds: 8,
    only: null,
    policies: [gateId, 'aws', 'naive-z'],
    ...parts,
  };
  const outcomes: Outcome[] = [];
  await shareJob(job, threads, (some) => outcomes.push(...some));
  return outcomes;
}

describe('a run', () => {
  it('is the same from its seed, on one thread and on two', async () => {
    const [once, again, twice] = [await run(), await run(), await run({}, 2)];
    expect(again).toEqual(once);
    expect(twice).toEqual(once);
    expect(once).toHaveLength(24);
    expect(once.map(({ build }) => build)).toEqual([...once.map(({ build }) => build)].sort((a, b) => a - b));
  });

  it('is another one from another seed', async () => {
    const exposed = (outcomes: Outcome[]) => outcomes.map((outcome) => outcome.exposed);
    expect(exposed(await run({ seed: 4 }))).not.toEqual(exposed(await run()));
  });

  it('can be repeated in part', async () => {
    expect(await run({ firstBuild: 5, builds: 3 })).toEqual((await run()).filter(({ build }) => build >= 5));
    expect(await run({ only: 'good' })).toEqual((await run()).filter(({ kind }) => kind === 'good'));
  });

  it('tells of a model that is bad alone: quarantined, the others promoted', async () => {
    const found = (await run({ only: 'y-x9', policies: [gateId] }))[0];
    expect(found).toMatchObject({ verdict: 'promoted', quarantined: ['y'], isGood: false });
    expect(found?.models.map(({ model, verdict, isHurt }) => [model, verdict, isHurt])).toEqual([
      ['x', 'promoted', false],
      ['y', 'quarantined', true],
    ]);
    expect(found?.models[1]?.exposed).toBeLessThan(500);
  });

  it('adds up: models to devices, exposed to attempted to offered', async () => {
    for (const { models, offered, attempted, exposed } of await run()) {
      const sum = (of: (model: (typeof models)[number]) => number) =>
        models.reduce((total, model) => total + of(model), 0);
      expect([sum((m) => m.offered), sum((m) => m.attempted), sum((m) => m.exposed)]).toEqual([
        offered,
        attempted,
        exposed,
      ]);
      expect(exposed).toBeLessThanOrEqual(attempted);
      expect(attempted).toBeLessThanOrEqual(offered);
    }
  });

  it('prints a row for each policy, and draws it', async () => {
    const outcomes = await run({ builds: 4, policies: policyIds });
    const table = encodeTable(outcomes, policyIds).split('\n');
    expect(table).toHaveLength(2 + policyIds.length);
    expect(new Set(table.map((line) => line.split('|').length)).size).toBe(1);
    const plot = encodePlot(outcomes, { title: 'a < b', policies: policyIds });
    expect(plot.match(/<circle/g)).toHaveLength(2 * policyIds.length);
    expect(plot).toContain('a &lt; b');
    expect(plot).not.toMatch(/NaN|undefined/);
  });
});

it('deals builds out by weight, in every part of a run', () => {
  const names = dealBuilds(small, 40).map(({ name }) => name);
  for (const part of [names.slice(0, 4), names.slice(20, 24), names.slice(36)]) {
    expect([...part].sort()).toEqual(['crash-x5', 'good', 'good', 'y-x9']);
  }
});

it('takes the lower of two in the middle', () => {
  expect([quantileOf([1, 2, 3, 4], 0.5), quantileOf([1, 2, 3], 0.5), quantileOf([7], 0.9)]).toEqual([2, 2, 7]);
  expect(quantileOf([], 0.5)).toBeNaN();
});

it('counts a model as stopped only before everybody was offered the build', async () => {
  const [found] = await run({ only: 'y-x9', policies: [gateId], builds: 8 });
  if (found === undefined) throw new Error('there is one');
  expect(isStopped(found)).toBe(true);
  expect(isStopped({ ...found, fullAtHour: 1 })).toBe(false);
  // In the hour that let everybody else in, it was out already.
  const at = Math.max(...found.models.map(({ quarantinedAtHour }) => quarantinedAtHour ?? 0));
  expect(isStopped({ ...found, fullAtHour: at })).toBe(true);
});

describe('npm run simulate', () => {
  const own = mkdtempSync(join(tmpdir(), 'orange-simulate-'));
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  const ask = (...words: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'scripts/simulate.ts', ...words],
      { encoding: 'utf8' },
    );
    return { status, stdout, stderr };
  };

  it('prints a line of JSON for each build and nothing else', () => {
    const file = join(own, 'w.json');
    writeFileSync(file, JSON.stringify(small));
    const { status, stdout, stderr } = ask('--world', file, '--builds', '6', '--seed', '3', '--json');
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ build, policy }) => [build, policy])).toEqual(
      [0, 1, 2, 3, 4, 5].map((build) => [build, 'gate']),
    );
    expect(lines[0]).toMatchObject({
      world: 'test',
      kind: 'good',
      verdict: 'promoted',
      hours: expect.any(Number),
      exposed: expect.any(Number),
      models: expect.any(Array),
    });
  });

  it('refuses a bad world with one line and no output', () => {
    const file = join(own, 'bad.json');
    writeFileSync(file, '{"name":"bad","rates":{"silence24h":7}}');
    const { status, stdout, stderr } = ask('--world', file, '--json');
    expect([status, stdout, stderr]).toEqual([
      2,
      '',
      `${file}.rates.silence24h: is 7, above 1. Keep it at 1 or less.\n`,
    ]);
  });

  it('writes table and plot into a folder', () => {
    const file = join(own, 'w.json');
    writeFileSync(file, JSON.stringify(small));
    const { status } = ask(
      '--world',
      file,
      '--builds',
      '4',
      '--policy',
      'gate',
      '--policy',
      'aws',
      '--out',
      join(own, 'out'),
    );
    expect(status).toBe(0);
    expect(readFileSync(join(own, 'out/test.md'), 'utf8')).toContain('| the gate of this service |');
    expect(readFileSync(join(own, 'out/test.svg'), 'utf8')).toMatch(/^<svg /);
  });
});
