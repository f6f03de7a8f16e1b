// Column kinds that the tables share, so that time, digests and states look alike everywhere.
import { sql } from 'drizzle-orm';
import { type AnyPgColumn, bigint, check, customType, text } from 'drizzle-orm/pg-core';

/** Epoch milliseconds from the service's one clock; never a device's. */
export const ms = (name: string) => bigint(name, { mode: 'number' });

/** Sizes and counters beyond 2^31; JavaScript keeps integers exact below 2^53. */
export const big = (name: string) => bigint(name, { mode: 'number' });

/** A closed set of words kept as text with a check, since adding a word to a PostgreSQL enum cannot be undone. */
export const word = <const T extends readonly [string, ...string[]]>(name: string, words: T) =>
  text(name, { enum: words });

/** What a full text search knows of a text. */
export const words = customType<{ data: string }>({ dataType: () => 'tsvector' });

export const isOneOf = (name: string, column: AnyPgColumn, words: readonly string[]) =>
  check(name, sql`${column} in (${sql.raw(words.map((each) => `'${each}'`).join(', '))})`);
