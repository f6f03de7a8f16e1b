// Makes an issue for a fault that no issue knows, whoever else does so at the same time.
import type { Filing } from '../../../domain/issue/filing.ts';
import { type Database, databaseCode, inTransaction, uniqueViolation } from '../database.ts';
import { ensureIssue } from './ensure-issue.ts';

/** As `ensureIssue`. */
export async function makeIssue(db: Database, filing: Filing): Promise<Filing | null> {
  try {
    return await inTransaction(db, (tx) => ensureIssue(tx, filing));
  } catch (error) {
    // Two made it at once: the other one is in by now.
    if (databaseCode(error) === uniqueViolation) return filing;
    throw error;
  }
}
