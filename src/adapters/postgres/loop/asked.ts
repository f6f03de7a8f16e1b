// Derives who is asked to try a build once an issue is said to be fixed in it, for the event that tells of it.
import { sql } from 'drizzle-orm';
import type { NewEvent } from '../../../domain/event/event.ts';
import { deriveRetestAsked } from '../../../domain/event/issue-events.ts';
import type { Issue } from '../../../domain/issue/issue.ts';
import { canGetBuild, type FixingBuild, type RetestingDevice } from '../../../domain/loop/retest.ts';
import type { Transaction } from '../database.ts';
import { buildJson, deviceJson } from './own-rows.ts';

/** Those that are counted; an issue of more devices asks all of them. */
const maxCounted = 5_000;

export async function deriveAsked(
  tx: Transaction,
  before: Issue,
  after: Issue,
  atMs: number,
): Promise<readonly NewEvent[]> {
  const isFixed = after.status === 'fixed' && after.fixedIn !== null;
  if (!isFixed || (before.status === 'fixed' && before.fixedIn === after.fixedIn && before.regressedMs === null))
    return [];
  const [found] = await tx.execute<{ build: FixingBuild | null }>(
    sql`select ${buildJson} as build from builds f where f.id = ${after.fixedIn}`,
  );
  const build = found?.build ?? null;
  if (build === null) return [];
  const rows = await tx.execute<{ device: RetestingDevice }>(sql`
    select ${deviceJson} as device from devices d left join builds running on running.id = d.build_id
    where d.product_id = ${after.product} and d.id in (
      select r.device_id from reports r join issue_keys k on k.product_id = r.product_id and k.key = r.key
      where k.product_id = ${after.product} and k.number = ${after.number} and r.kind <> 'crash')
    limit ${maxCounted}`);
  const reporters = rows.filter(({ device }) => canGetBuild(device, build)).length;
  return deriveRetestAsked(after, { build: build.version, reporters }, atMs);
}
