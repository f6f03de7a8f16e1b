// Migrations: nothing, something, twice at once, and histories that do not fit.
import { mkdirSync, writeFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../../scripts/launch/migrate.ts';
import { type RunningPostgres, startPostgres } from '../../../scripts/launch/postgres.ts';
import { makeGrounds } from './grounds.ts';

const grounds = makeGrounds();
let server: RunningPostgres;
let databases = 0;
let url = '';

/** Writes a migrations folder as drizzle-kit does; `steps` are [day, statement]. */
function writeFolder(name: string, steps: readonly (readonly [number, string])[]): string {
  const folder = grounds.inside(`${databases}-${name}`);
  mkdirSync(`${folder}/meta`, { recursive: true });
  const entries = steps.map(([day], idx) => ({
    idx,
    version: '7',
    when: day * 86_400_000,
    tag: `step-${day}`,
    breakpoints: true,
  }));
  writeFileSync(`${folder}/meta/_journal.json`, JSON.stringify({ version: '7', dialect: 'postgresql', entries }));
  for (const [day, statement] of steps) writeFileSync(`${folder}/step-${day}.sql`, statement);
  return folder;
}

beforeAll(async () => {
  server = await startPostgres({ dir: grounds.inside('postgres'), password: 'secret', durability: 'fast' });
});
beforeEach(async () => {
  const sql = postgres(server.url(), { max: 1 });
  await sql.unsafe(`create database d${++databases}`);
  await sql.end();
  url = Object.assign(new URL(server.url()), { pathname: `/d${databases}` }).href;
});
afterAll(async () => {
  await server.stop();
  grounds.remove();
});

const one = [20_000, 'create table a (x int); --> statement-breakpoint\n insert into a values (1)'] as const;
const two = [20_001, 'create table b (x int)'] as const;

describe('migrateDatabase', () => {
  it('has nothing to do without a journal, or with an empty one', async () => {
    expect(await migrateDatabase(url, grounds.inside('absent'))).toEqual({ applied: 0, total: 0 });
    expect(await migrateDatabase(url, writeFolder('empty', []))).toEqual({ applied: 0, total: 0 });
  });

  it('applies what is missing, once, also when several try at the same time', async () => {
    const first = writeFolder('first', [one]);
    const counts = await Promise.all([1, 2, 3].map(() => migrateDatabase(url, first)));
    expect(counts.map(({ applied }) => applied).sort()).toEqual([0, 0, 1]);
    expect(await migrateDatabase(url, writeFolder('both', [one, two]))).toEqual({ applied: 1, total: 2 });
    expect(await migrateDatabase(url, first)).toEqual({ applied: 0, total: 1 });
  });

  it('leaves nothing of a step that fails', async () => {
    const folder = writeFolder('broken', [one, [20_002, 'create table c (x int); select 1/0']]);
    await expect(migrateDatabase(url, folder)).rejects.toThrow('A migration failed: division by zero.');
    const sql = postgres(url, { max: 1 });
    expect(await sql`select to_regclass('a') as a, to_regclass('c') as c`).toEqual([{ a: null, c: null }]);
    await sql.end();
  });

  it.each([
    ['a step was edited', [[20_000, 'create table a (y text)'] as const, two], 'step-20000 was changed'],
    ['a step comes late', [[19_999, 'create table z (x int)'] as const, one, two], 'step-19999 is older'],
    [
      'the database is from another line',
      [[20_003, 'create table q (x int)'] as const],
      'that this checkout does not have',
    ],
  ])('refuses when %s', async (name, steps, message) => {
    await migrateDatabase(url, writeFolder('before', [one, two]));
    await expect(migrateDatabase(url, writeFolder(name.replaceAll(' ', '-'), steps))).rejects.toThrow(message);
  });
});
