// Opens PostgreSQL: a pool on Node, a short-lived client for each request in a Worker, one transaction shape for both.
import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { AppError } from '../../app/app-error.ts';
import { beginOn } from './begin.ts';

/** With the driver below it, for statements that are prepared once a connection and built by nobody. */
export type Database = PostgresJsDatabase & { readonly $client: postgres.Sql };

/** What runs inside a transaction can do what a database can, but not end it. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export type OpenDatabase = { readonly db: Database; readonly sql: postgres.Sql; close(): Promise<void> };

/**
 * Nothing is sent before the first query. `fetch_types: false` saves a round trip a connection, and means that arrays
 * travel as JSON; see stack.md for why a Worker opens at most five connections a request. `onClose` hears of each
 * connection that ended, for whatever reason.
 */
export function openDatabase(url: string, maxConnections: number, onClose = () => {}): OpenDatabase {
  const sql = postgres(url, {
    max: maxConnections,
    fetch_types: false,
    connect_timeout: 5,
    idle_timeout: 30,
    onnotice: () => {},
    onclose: onClose,
  });
  Object.assign(sql, { begin: beginOn(sql) });
  return { db: drizzle(sql), sql, close: () => sql.end({ timeout: 5 }) };
}

/** PostgreSQL's own code of an error, such as `23505`, however deep the driver wrapped it. */
export function databaseCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof postgres.PostgresError) return at.code;
  }
  return null;
}

export const uniqueViolation = '23505';
export const foreignKeyViolation = '23503';

/** Errors that PostgreSQL words itself are bugs or conflicts and pass on; everything else means it is out of reach. */
function toFailure(error: unknown): unknown {
  const code = databaseCode(error);
  // 57P0x: the server is shutting down or starting; 53300: too many connections; 08xxx: the connection broke.
  if (error instanceof AppError || (code !== null && !/^(57P0|53300|08)/.test(code))) return withoutQuery(error);
  return unavailable(withoutQuery(error));
}

const unavailable = (cause: unknown): AppError =>
  new AppError('database-unavailable', 'The database does not answer.', { cause });

/** Drizzle's own error spells the query with all that it carries, which belongs into no log; what PostgreSQL said is inside. */
const withoutQuery = (error: unknown): unknown =>
  error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;

/** A server that is frozen or cut off never says so. Twice as long as the launcher's pooler keeps a caller waiting. */
const patienceMs = 20_000;

/** Runs reads; every adapter method goes through this or `inTransaction`. What runs past its time may still happen. */
export async function ask<T>(query: PromiseLike<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unavailable(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([query, tooLong]);
  } catch (error) {
    throw toFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Commits what `change` did, or nothing of it when it throws. */
export const inTransaction = <T>(db: Database, change: (tx: Transaction) => Promise<T>): Promise<T> =>
  ask(db.transaction(change));
