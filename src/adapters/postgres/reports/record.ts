// Records reports: known faults in groups, a fault that is not known yet after an issue was made for it.
import { eq, sql } from 'drizzle-orm';
import type { Recorded } from '../../../app/ports/reports.ts';
import type { Filing } from '../../../domain/issue/filing.ts';
import type { Report } from '../../../domain/report/report.ts';
import { ask, type Database, databaseCode, uniqueViolation } from '../database.ts';
import { issueKeys, reports } from '../schema/reports.ts';
import { type Added, addReports } from './add-reports.ts';
import { countDropped } from './count-dropped.ts';
import { groupCommit, type Written } from './group-commit.ts';
import { makeIssue } from './make-issue.ts';
import { ofKey, shownReport } from './shown-report.ts';
import { writeApart } from './write-apart.ts';

/** Twice is what a race of two takes; what still has no end then is a bug. */
const maxTries = 4;

/** One per pool: what goes through it at the same time is written together. */
export function recorder(db: Database): (filing: Filing) => Promise<Recorded> {
  const add = groupCommit(grouping, (filings) => writeApart(filings, (each) => addReports(db, each)));
  const drop = groupCommit(grouping, (filings) => dropTogether(db, filings));
  return async (filed) => {
    let filing = filed;
    for (let tries = 0; tries < maxTries; tries += 1) {
      const added = await add(filing).catch(readMeanwhile);
      if (added.fate === 'added') return { ok: true, report: toReport(filing, added), isNew: true };
      if (added.fate === 'unread') return { ok: false, refusal: 'unread' };
      if (added.fate === 'over-limit' || added.fate === 'over-all')
        return { ...(await drop(filing)), share: added.fate === 'over-all' ? 'all' : 'fault' };
      if (added.fate === 'unmet') {
        const made = await makeIssue(db, filing);
        if (made === null) return { ok: false, refusal: 'unknown-product' };
        filing = made;
      }
      const known = added.fate === 'unmet' ? null : await loadKnown(db, filing);
      if (known !== null) return known;
    }
    throw new TypeError('a report was neither added nor there');
  };
}

/** Somebody put off a report of the same id between the look and the writing. */
function readMeanwhile(error: unknown): Added {
  if (databaseCode(error) !== uniqueViolation) throw error;
  return { fate: 'unread', issueNumber: null, model: null, buildId: null };
}

type Dropped = { readonly ok: false; readonly refusal: 'over-limit' };

const grouping = {
  nameOf: ({ product, id }: Filing) => `${product}/${id}`,
  senderOf: ({ product, deviceId }: Filing) => (deviceId === null ? null : `${product}/${deviceId}`),
  bytesOf: ({ sizeBytes }: Filing) => sizeBytes,
};

/** Its fault is known, whatever share it was over. */
async function dropTogether(db: Database, filings: readonly Filing[]): Promise<readonly Written<Dropped>[]> {
  await countDropped(
    db,
    filings.map((refused) => ({ refused, share: 'fault', times: 1 })),
  );
  return filings.map(() => ({ ok: true, value: { ok: false, refusal: 'over-limit' } }));
}

function toReport(filing: Filing, { issueNumber, model, buildId }: Added): Report {
  const { product, id, kind, deviceId, sentBy, title, objectKey, sizeBytes, receivedMs } = filing;
  const reportedBuild = filing.buildNames[0] ?? 'unknown';
  const own = { product, id, kind, deviceId, sentBy, title, objectKey, sizeBytes, receivedMs, reportedBuild };
  return { ...own, model, buildId, issueNumber: issueNumber ?? 0 };
}

async function loadKnown(db: Database, { product, id }: Filing): Promise<Recorded | null> {
  const [row] = await ask(
    db
      .select(shownReport)
      .from(reports)
      .leftJoin(issueKeys, ofKey)
      .where(sql`${eq(reports.productId, product)} and ${eq(reports.id, id)}`),
  );
  return row === undefined ? null : { ok: true, report: row, isNew: false };
}
