// Keeps in PostgreSQL who agreed to be written to, and the letters that wait.
import { and, eq, lt, sql } from 'drizzle-orm';
import {
  type Letters,
  maxConfirmsADay,
  maxNewsADay,
  type ReportName,
  type WaitingLetter,
} from '../../app/ports/letters.ts';
import type { MailWishes } from '../../app/ports/mail-wishes.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { wentThrough } from './issues/went-through.ts';
import { rowSet } from './row-set.ts';
import { letters, mailWishes } from './schema/mail.ts';
import { reports } from './schema/reports.ts';

type Of<Method extends keyof Letters> = (db: Database) => Letters[Method];

const dayMs = 86_400_000;
const ofReport = ({ product, reportId }: ReportName) =>
  and(eq(mailWishes.productId, product), eq(mailWishes.reportId, reportId));

const recordWish: Of<'recordWish'> = (db) => (wish, letter, nowMs) =>
  inTransaction(db, async (tx) => {
    const { product: productId, reportId, sealed, recipient } = wish;
    const isReport = and(eq(reports.productId, productId), eq(reports.id, reportId));
    const found = await tx.select({ id: reports.id }).from(reports).where(isReport);
    const [asked] = await tx.execute<{ count: string }>(sql`
      select count(*) from letters where recipient = ${recipient} and kind = 'confirm' and since_ms > ${nowMs - dayMs}`);
    if (found.length === 0 || Number(asked?.count) >= maxConfirmsADay) return false;
    const fresh = { sealed, recipient, askedMs: nowMs, confirmedMs: null };
    await tx
      .insert(mailWishes)
      .values({ productId, reportId, ...fresh })
      .onConflictDoUpdate({ target: [mailWishes.productId, mailWishes.reportId], set: fresh });
    const times = { sinceMs: nowMs, nextMs: nowMs };
    await tx.insert(letters).values({ productId, reportId, recipient, kind: 'confirm', ...letter, ...times });
    return true;
  });

const recordConfirmed: Of<'recordConfirmed'> = (db) => async (report, nowMs) => {
  const confirmed = await ask(
    db
      .update(mailWishes)
      .set({ confirmedMs: sql`coalesce(${mailWishes.confirmedMs}, ${nowMs})` })
      .where(ofReport(report))
      .returning({ id: mailWishes.reportId }),
  );
  return confirmed.length > 0;
};

const recordStopped: Of<'recordStopped'> = (db) => async (report) =>
  (await ask(db.delete(mailWishes).where(ofReport(report)).returning({ id: mailWishes.reportId }))).length > 0;

const recordNews: Of<'recordNews'> = (db) => async (news, nowMs) => {
  if (news.length === 0) return;
  const rows = news.map(({ eventId, product, number, reportedAs, subject, text }) => {
    return { e: eventId, p: product, n: number, a: reportedAs, s: subject, t: text };
  });
  await ask(
    db.execute(sql`
      insert into letters (product_id, report_id, recipient, kind, event_id, subject, text, since_ms, next_ms)
      select product_id, report_id, recipient, 'news', e, s, t, ${nowMs}::bigint, ${nowMs}::bigint from (
        select w.product_id, w.report_id, w.recipient, x.e, x.s, x.t, row_number() over (partition by w.recipient) as place
        from ${rowSet(rows, 'e text, p text, n int, a int, s text, t text')}
          join issue_keys k on k.product_id = x.p and k.number = x.n
          join reports r on r.product_id = k.product_id and r.key = k.key
          join mail_wishes w on w.product_id = r.product_id and w.report_id = r.id and w.confirmed_ms is not null
        where x.a is null or r.issue_number = x.a or x.a in (${wentThrough(sql`r.product_id`, sql`r.issue_number`)})) due
      where place + (select count(*) from letters l where l.recipient = due.recipient and l.since_ms > ${nowMs - dayMs}) <= ${maxNewsADay}
      on conflict do nothing`),
  );
};

/** Of each report the first that waits: what happened later is not told before it, nor while it is tried again. */
const takeLetters: Of<'takeLetters'> =
  (db) =>
  async ({ nowMs, lastsMs, limit }) => {
    const rows = await ask(
      db.execute<Omit<WaitingLetter, 'sinceMs'> & { sinceMs: string }>(sql`
      update letters l set next_ms = ${nowMs + lastsMs} from mail_wishes w
      where w.product_id = l.product_id and w.report_id = l.report_id and l.id in (
        select n.id from letters n left join events e on e.id = n.event_id
        where n.state = 'waiting' and n.next_ms <= ${nowMs} and not exists (
          select from letters b left join events f on f.id = b.event_id
          where b.product_id = n.product_id and b.report_id = n.report_id and b.state = 'waiting'
            and (b.since_ms, coalesce(f.seq, 0), b.id) < (n.since_ms, coalesce(e.seq, 0), n.id))
        order by n.next_ms limit ${limit} for update of n skip locked)
      returning l.id, l.product_id as product, l.report_id as "reportId", l.kind, l.subject, l.text, l.attempts,
        l.since_ms as "sinceMs", w.sealed`),
    );
    return rows.map((row) => ({ ...row, sinceMs: Number(row.sinceMs) }));
  };

const recordSent: Of<'recordSent'> =
  (db) =>
  async (id, { state, nextMs, fault }) => {
    const attempts = sql`${letters.attempts} + 1`;
    await ask(db.update(letters).set({ state, nextMs, fault, attempts }).where(eq(letters.id, id)));
  };

const recordForgotten: Of<'recordForgotten'> = (db) => async (beforeMs) => {
  await ask(db.delete(letters).where(lt(letters.sinceMs, beforeMs)));
  // Nobody said yes: the address goes.
  await ask(db.execute(sql`delete from mail_wishes where confirmed_ms is null and asked_ms < ${beforeMs}`));
};

export const mailWishStore = (db: Database): MailWishes => ({
  async loadMailState(report) {
    const [wish] = await ask(
      db.select({ confirmedMs: mailWishes.confirmedMs }).from(mailWishes).where(ofReport(report)),
    );
    if (wish === undefined) return 'none';
    return wish.confirmedMs === null ? 'asked' : 'agreed';
  },
});

export const letterStore = (db: Database): Letters => ({
  recordWish: recordWish(db),
  recordConfirmed: recordConfirmed(db),
  recordStopped: recordStopped(db),
  recordNews: recordNews(db),
  takeLetters: takeLetters(db),
  recordSent: recordSent(db),
  recordForgotten: recordForgotten(db),
});
