// Brings a database to the schema of this checkout: forward only, one migrator at a time.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import { checkout } from './data-folder.ts';
import { describeError, LaunchError } from './launch-error.ts';

export type Migrated = { readonly applied: number; readonly total: number };

type Step = { readonly tag: string; readonly hash: string; readonly whenMs: number };

// Any number will do, as long as every migrator of this product takes the same.
const lock = 5_032_026;

/**
 * Applies what is missing, all or nothing. Needs a direct connection or a session pooler: the lock lives in the session.
 * Throws a LaunchError when the files contradict what the database has already been through.
 */
export async function migrateDatabase(url: string, folder: string = join(checkout, 'migrations')): Promise<Migrated> {
  const steps = readSteps(folder);
  if (steps.length === 0) return { applied: 0, total: 0 };
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await sql`select pg_advisory_lock(${lock})`;
    const before = await loadApplied(sql);
    const missing = checkHistory(steps, before);
    if (missing > 0) await migrate(drizzle(sql), { migrationsFolder: folder }).catch(refuse);
    return { applied: missing, total: steps.length };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The journal's entries in their order; none when there is no journal. */
function readSteps(folder: string): Step[] {
  const path = join(folder, 'meta', '_journal.json');
  if (!existsSync(path)) return [];
  const journal: { entries?: { tag: string }[] } = JSON.parse(readFileSync(path, 'utf8'));
  const tags = (journal.entries ?? []).map((entry) => entry.tag);
  const files = readMigrationFiles({ migrationsFolder: folder });
  return files.map((file, index) => ({ tag: tags[index] ?? '', hash: file.hash, whenMs: file.folderMillis }));
}

async function loadApplied(sql: Sql): Promise<Map<number, string>> {
  const [found] = await sql`select to_regclass('drizzle.__drizzle_migrations') is not null as "isThere"`;
  if (found?.isThere !== true) return new Map();
  const rows = await sql`select hash, created_at::float8 as "whenMs" from drizzle.__drizzle_migrations`;
  return new Map(rows.map((row) => [Number(row.whenMs), String(row.hash)]));
}

/** drizzle compares dates only: an edited file would pass unseen, and one that was merged late would be left out for ever. */
function checkHistory(steps: readonly Step[], applied: ReadonlyMap<number, string>): number {
  const lastMs = Math.max(0, ...applied.keys());
  const missing = steps.filter((step) => !applied.has(step.whenMs));
  const changed = steps.find((step) => applied.has(step.whenMs) && applied.get(step.whenMs) !== step.hash);
  const late = missing.find((step) => step.whenMs < lastMs);
  const unknown = [...applied.keys()].filter((whenMs) => steps.every((step) => step.whenMs !== whenMs));
  if (changed !== undefined) {
    throw new LaunchError(
      `Migration ${changed.tag} was changed after this database had been through it.`,
      'Restore the file from git and put the change into a migration of its own.',
    );
  }
  if (missing.length > 0 && unknown.length > 0) {
    throw new LaunchError(
      `This database has been through ${unknown.length} migrations that this checkout does not have, and lacks ${missing.length} of its own.`,
      'Use the checkout that migrated it, or another database (npm start -- --data DIR).',
    );
  }
  if (late !== undefined) {
    throw new LaunchError(
      `Migration ${late.tag} is older than the last one this database has been through, so it would be left out.`,
      'Generate it again, so that it comes last.',
    );
  }
  return missing.length;
}

/** drizzle's message is the whole statement; what PostgreSQL had against it is the cause. */
function refuse(error: unknown): never {
  const reason = error instanceof Error && error.cause !== undefined ? error.cause : error;
  throw new LaunchError(
    `A migration failed: ${describeError(reason)}.`,
    'Nothing was changed: a migration is applied whole or not at all.',
    { cause: error },
  );
}
