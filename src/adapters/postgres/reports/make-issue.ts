// Makes an issue for a fault that no issue knows, whoever else does so at the same time.
import type { Filing } from '../../../domain/issue/filing.ts';
import { type Database, databaseCode, inTransaction, uniqueViolation } from '../database.ts';
import { ensureIssue } from './ensure-issue.ts';
import { ensureIssues } from './ensure-issues.ts';

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

/** Others who make issues wait for as many: some hundredths of a second. */
const madeAtOnce = 32;

/** As `makeIssue` each, in their order. What the database refuses of many is made one by one. */
export async function makeIssues(db: Database, filings: readonly Filing[]): Promise<(Filing | null)[]> {
  const made = new Map<Filing, Filing | null>();
  for (const ofProduct of groupByProduct(filings))
    for (let at = 0; at < ofProduct.length; at += madeAtOnce) {
      const some = ofProduct.slice(at, at + madeAtOnce);
      const ensured = await inTransaction(db, (tx) => ensureIssues(tx, some)).catch((failure: unknown) => {
        if (databaseCode(failure) === null || some.length === 1) throw failure;
        return null;
      });
      for (const [index, filing] of some.entries())
        made.set(filing, ensured === null ? await makeIssue(db, filing) : (ensured[index] ?? null));
    }
  return filings.map((filing) => made.get(filing) ?? null);
}

function groupByProduct(filings: readonly Filing[]): readonly (readonly Filing[])[] {
  const products = [...new Set(filings.map(({ product }) => product))];
  return products.map((product) => filings.filter((filing) => filing.product === product));
}
