// The audit on PostgreSQL: one unbroken chain however many write at once, and nothing in it can be changed.
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../src/adapters/postgres/append-audit.ts';
import { auditLog } from '../../src/adapters/postgres/audit.ts';
import { databaseCode, inTransaction } from '../../src/adapters/postgres/database.ts';
import { audit } from '../../src/adapters/postgres/schema/governance.ts';
import type { Audit } from '../../src/app/ports/audit.ts';
import { checkChain, nextEntry } from '../../src/domain/audit/chain.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { auditEntry } from './audited.ts';

const whole = { afterSeq: 0, limit: 1000, subject: null };

describe('the audit on postgres', () => {
  let database: FreshDatabase;
  let log: Audit;
  beforeAll(async () => {
    database = await freshDatabase(20);
    log = auditLog(database.db);
  });
  afterAll(() => database.drop());

  const append = (subject: string) => inTransaction(database.db, (tx) => appendAudit(tx, auditEntry(subject)));
  const refusalOf = async (change: Promise<unknown>): Promise<string | null> => {
    try {
      await change;
      return null;
    } catch (error) {
      return databaseCode(error);
    }
  };

  it('is empty at first', async () => {
    expect(await log.loadEntries(whole)).toEqual([]);
  });

  it('stays one unbroken chain under 50 writers at once', async () => {
    const subjects = Array.from({ length: 50 }, (_, index) => `s-${index}`);
    await Promise.all(subjects.map(append));
    const entries = await log.loadEntries(whole);
    expect(entries.map(({ seq }) => seq)).toEqual(subjects.map((_, index) => index + 1));
    expect(entries.map(({ subject }) => subject).sort()).toEqual(subjects.sort());
    expect(checkChain(null, entries)).toBeNull();
  });

  it('has no entry of a change that did not commit, and no gap where it was', async () => {
    const failed = inTransaction(database.db, async (tx) => {
      await appendAudit(tx, auditEntry('undone'));
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow();
    await append('s-50');
    const entries = await log.loadEntries(whole);
    expect(entries.some(({ subject }) => subject === 'undone')).toBe(false);
    expect(checkChain(null, entries)).toBeNull();
  });

  it('keeps every character of an entry as it was hashed', async () => {
    const entry = { ...auditEntry('ß/中/😀'), details: '{"quote":"\\"","newline":"\\n","é":"é"}' };
    await inTransaction(database.db, (tx) => appendAudit(tx, entry));
    const [last] = await log.loadEntries({ ...whole, subject: 'ß/中/😀' });
    expect(last).toMatchObject(entry);
    expect(checkChain(null, await log.loadEntries(whole))).toBeNull();
  });

  it('is read from behind an entry, a limited number, about one subject', async () => {
    const some = await log.loadEntries({ afterSeq: 10, limit: 5, subject: null });
    expect(some.map(({ seq }) => seq)).toEqual([11, 12, 13, 14, 15]);
    expect(await log.loadEntries({ ...whole, subject: 's-7' })).toMatchObject([{ subject: 's-7' }]);
    expect(await log.loadEntries({ ...whole, afterSeq: 1_000_000 })).toEqual([]);
  });

  it.each([
    ['update', sql`update audit set actor = 'eve' where seq = 3`],
    ['update of all', sql`update audit set hash = hash`],
    ['delete', sql`delete from audit where seq = 3`],
    ['truncate', sql`truncate audit`],
  ])('refuses to %s', async (_, change) => {
    expect(await refusalOf(database.db.execute(change))).toBe('23001');
    expect(checkChain(null, await log.loadEntries(whole))).toBeNull();
  });

  it('refuses a second entry of one seq, which would be a fork', async () => {
    const [first, second] = await log.loadEntries(whole);
    if (first === undefined || second === undefined) throw new Error('there is no chain');
    const fork = nextEntry(first, auditEntry('fork'));
    expect(fork.seq).toBe(second.seq);
    expect(await refusalOf(database.db.insert(audit).values(fork))).toBe('23505');
  });
});
