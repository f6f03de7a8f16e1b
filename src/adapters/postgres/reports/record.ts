// Records reports: known faults in groups, a fault that is not known yet after an issue was made for it.
import { eq, sql } from 'drizzle-orm';
import { AppError } from '../../../app/app-error.ts';
import type { Recorded } from '../../../app/ports/reports.ts';
import type { Filing } from '../../../domain/issue/filing.ts';
import type { Report } from '../../../domain/report/report.ts';
import { ask, type Database, databaseCode, inTransaction, uniqueViolation } from '../database.ts';
import { issueKeys, reports } from '../schema/reports.ts';
import { type Added, addReports } from './add-reports.ts';
import { countDropped } from './count-dropped.ts';
import { ensureIssue } from './ensure-issue.ts';
import { groupCommit, type Written } from './group-commit.ts';
import { ofKey, shownReport } from './shown-report.ts';

/** Twice is what a race of two takes; what still has no end then is a bug. */
const maxTries = 4;

/** One per pool: what goes through it at the same time is written together. */
export function recorder(db: Database): (filing: Filing) => Promise<Recorded> {
  const add = groupCommit(grouping, (filings) => addApart(db, filings));
  const drop = groupCommit(grouping, (filings) => dropTogether(db, filings));
  return async (filing) => {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const added = await add(filing);
      if (added.fate === 'added')
        return { ok: true, report: toReport(filing, added), isNew: true, sentBy: filing.sentBy };
      if (added.fate === 'over-limit') return drop(filing);
      if (added.fate === 'unmet' && !(await makeIssue(db, filing))) return { ok: false, refusal: 'unknown-product' };
      const known = added.fate === 'unmet' ? null : await loadKnown(db, filing);
      if (known !== null) return known;
    }
    throw new TypeError('a report was neither added nor there');
  };
}

const grouping = {
  nameOf: ({ product, id }: Filing) => `${product}/${id}`,
  senderOf: ({ product, deviceId }: Filing) => (deviceId === null ? null : `${product}/${deviceId}`),
  bytesOf: ({ sizeBytes }: Filing) => sizeBytes,
};

/** A row that PostgreSQL refuses takes its group along; then each is written alone, and only that one fails. */
async function addApart(db: Database, filings: readonly Filing[]): Promise<readonly Written<Added>[]> {
  try {
    return (await addReports(db, filings)).map((value) => ({ ok: true, value }));
  } catch (error) {
    if (error instanceof AppError || filings.length === 1) throw error;
    const apart: Written<Added>[] = [];
    for (const filing of filings) {
      const [written] = await addApart(db, [filing]).catch((own: unknown) => [{ ok: false as const, error: own }]);
      apart.push(written ?? { ok: false, error });
    }
    return apart;
  }
}

async function dropTogether(db: Database, filings: readonly Filing[]): Promise<readonly Written<Recorded>[]> {
  await countDropped(db, filings);
  return filings.map(() => ({ ok: true, value: { ok: false, refusal: 'over-limit' } }));
}

function toReport(filing: Filing, { issueNumber, model, buildId }: Added): Report {
  const { product, id, kind, deviceId, title, objectKey, sizeBytes, receivedMs } = filing;
  const reportedBuild = filing.buildNames[0] ?? 'unknown';
  const own = { product, id, kind, deviceId, title, objectKey, sizeBytes, receivedMs, reportedBuild };
  return { ...own, model, buildId, issueNumber: issueNumber ?? 0 };
}

async function makeIssue(db: Database, filing: Filing): Promise<boolean> {
  try {
    return await inTransaction(db, (tx) => ensureIssue(tx, filing));
  } catch (error) {
    // Two made it at once: the other one is in by now.
    if (databaseCode(error) === uniqueViolation) return true;
    throw error;
  }
}

async function loadKnown(db: Database, { product, id }: Filing): Promise<Recorded | null> {
  const [row] = await ask(
    db
      .select({ ...shownReport, sentBy: reports.sentBy })
      .from(reports)
      .leftJoin(issueKeys, ofKey)
      .where(sql`${eq(reports.productId, product)} and ${eq(reports.id, id)}`),
  );
  if (row === undefined) return null;
  const { sentBy, ...report } = row;
  return { ok: true, report, isNew: false, sentBy };
}
