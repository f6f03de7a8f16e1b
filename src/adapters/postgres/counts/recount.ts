// Puts counts right piece by piece, each in a transaction of its own that keeps nobody from counting for long.
import { type SQL, sql } from 'drizzle-orm';
import { ask, type Database, inTransaction, type Transaction } from '../database.ts';
import { lockIssues } from '../issues/lock.ts';
import { followSuccessor } from '../rekey/follow-successor.ts';
import { planByIndex } from './by-index.ts';
import { meetAll } from './meet-once.ts';
import { sumIssue } from './sum-issue.ts';

/** Rows of devices at a time, which take some hundredths of a second. */
const rowsAtOnce = 1_000;

/** So that nobody waits for longer than some seconds, whatever they merge; the tick does the rest. */
const piecesNow = 100;

type Wanted = { readonly product: string; readonly key: string };

type Recount = Wanted & {
  readonly stage: 'rest' | 'devices' | 'ends';
  readonly left: readonly number[];
  readonly build: string;
  readonly device: string;
  readonly number: number;
};

/**
 * Whoever merges or splits sees exact counts behind it. What they did is done: whatever fails here is left to the tick, as
 * all is that a crash cuts off.
 */
export async function recountNow(
  db: Database,
  product: string,
  pair: readonly [number, number],
  nowMs: number,
): Promise<void> {
  const ofIssue = sql`k.product_id = ${product} and k.number in (${pair[0]}, ${pair[1]})`;
  for (let piece = 0; piece < piecesNow; piece += 1)
    if (!(await recountPiece(db, nowMs, ofIssue).catch(() => false))) return;
}

/** Of the keys, as `k`, that `which` says. False when nothing is left of them. */
export async function recountPiece(db: Database, nowMs: number, which: SQL = sql`true`): Promise<boolean> {
  const [wanted] = await ask(
    db.execute<Wanted>(sql`
    select w.product_id as product, w.key from issue_recounts w join issue_keys k on k.product_id = w.product_id and k.key = w.key
    where ${which} order by w.product_id, w.key limit 1`),
  );
  if (wanted === undefined) return false;
  await inTransaction(db, async (tx) => {
    await lockIssues(tx, wanted.product);
    await planByIndex(tx);
    const [at] = await tx.execute<Recount>(sql`
      select w.product_id as product, w.key, w.stage, w.left_issues as left, w.build, w.device_id as device, k.number
      from issue_recounts w join issue_keys k on k.product_id = w.product_id and k.key = w.key
      where w.product_id = ${wanted.product} and w.key = ${wanted.key}`);
    // Somebody else may have finished it meanwhile.
    if (at !== undefined) await stages[at.stage](tx, at, nowMs);
  });
  return true;
}

const stages = { rest: moveOn, devices: meetNext, ends: findEnds };

async function moveOn(tx: Transaction, at: Recount, nowMs: number): Promise<void> {
  // What cannot follow any more is looked at where it is.
  await go(tx, at, { stage: 'devices', build: '', device: '' });
  for (const { product, number } of await followSuccessor(tx, at, nowMs)) await sumIssue(tx, product, number);
}

async function meetNext(tx: Transaction, at: Recount): Promise<void> {
  const { product, key, number, left } = at;
  const behind = sql`product_id = ${product} and key = ${key} and (build, device_id) > (${at.build}, ${at.device})`;
  const [last] = await tx.execute<{ build: string; device: string }>(sql`
    select build, device_id as device from issue_devices where ${behind}
    order by build, device_id offset ${rowsAtOnce - 1} limit 1`);
  const numbers = JSON.stringify([...new Set([number, ...left])]);
  await meetAll(
    tx,
    sql`(select distinct product_id, n::int as number, device_id
      from (select product_id, device_id from issue_devices where ${behind} order by build, device_id limit ${rowsAtOnce}) piece,
        json_array_elements_text(${numbers}::text::json) n where device_id <> '')`,
  );
  await go(tx, at, last === undefined ? { stage: 'ends', build: '', device: '' } : { stage: 'devices', ...last });
}

/** Of some builds at a time: those of a key may have millions of rows. */
async function findEnds(tx: Transaction, at: Recount): Promise<void> {
  const { product, key, number } = at;
  const ofKey = sql`product_id = ${product} and key = ${key}`;
  const builds = await tx.execute<{ build: string; devices: number }>(sql`
    select build, sum(reports)::int as devices from issue_builds where ${ofKey} and build > ${at.build}
    group by 1 order by 1 limit 100`);
  let rows = 0;
  const these = builds.filter(({ devices }, index) => {
    const isIn = index === 0 || rows + devices <= 5 * rowsAtOnce;
    rows += isIn ? devices : Number.POSITIVE_INFINITY;
    return isIn;
  });
  const last = these.at(-1);
  if (last === undefined) {
    await sumIssue(tx, product, number);
    await drop(tx, at);
    return;
  }
  await tx.execute(sql`
    update issue_builds b set first_ms = m.first_ms, last_ms = m.last_ms
    from (
      select build, coalesce(model_id, '') as model_id, min(first_ms) as first_ms, max(last_ms) as last_ms from issue_devices
      where ${ofKey} and build > ${at.build} and build <= ${last.build} and reports > 0 group by 1, 2) m
    where b.product_id = ${product} and b.key = ${key} and b.build = m.build and b.model_id = m.model_id
      and (b.first_ms, b.last_ms) <> (m.first_ms, m.last_ms)`);
  await go(tx, at, { stage: 'ends', build: last.build, device: '' });
}

const go = (
  tx: Transaction,
  { product, key }: Wanted,
  { stage, build, device }: { stage: Recount['stage']; build: string; device: string },
) =>
  tx.execute(sql`
    update issue_recounts set stage = ${stage}, build = ${build}, device_id = ${device}
    where product_id = ${product} and key = ${key}`);

const drop = (tx: Transaction, { product, key }: Wanted) =>
  tx.execute(sql`delete from issue_recounts where product_id = ${product} and key = ${key}`);
