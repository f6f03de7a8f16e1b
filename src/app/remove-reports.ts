// Takes reports away: all of a device on request, and those of every kind that are older than it is kept.
import { keptMs } from '../domain/issue/retention.ts';
import { reportKinds } from '../domain/report/report.ts';
import { auditOf, type By } from './by.ts';
import { loadInnerReports } from './file-inner-crashes.ts';
import { inLanes, type StorageLanes } from './in-lanes.ts';
import type { Entropy } from './ports/entropy.ts';
import type { Objects } from './ports/objects.ts';
import type { Removable, Removals } from './ports/removals.ts';
import type { Reports } from './ports/reports.ts';
import type { Owner, Testers } from './ports/testers.ts';

export type RemovalPorts = StorageLanes & { readonly removals: Removals; readonly objects: Objects };

const reportsAtOnce = 200;

/** Objects first: whatever is cut off in between is found again by its rows. Answers how many reports went. */
async function removeAll(ports: RemovalPorts, what: Removable, maxRounds: number): Promise<number> {
  const { removals, objects } = ports;
  let removed = 0;
  for (let round = 0; round < maxRounds; round += 1) {
    const { reports, objectKeys } = await removals.loadRemovable(what, reportsAtOnce);
    if (reports.length === 0) break;
    await inLanes(ports, objectKeys, objects.recordRemoved);
    await removals.recordRemoved(reports);
    // Settling may have put a text back in between.
    await inLanes(ports, objectKeys, objects.recordRemoved);
    removed += reports.length;
  }
  return removed;
}

/** More than a device can send in its life within `deviceLimits`, so that one request ends it. */
const maxDeviceRounds = 10_000;

/**
 * Everything that a device reported, with texts and files. Its counts go on under a pseudonym that nothing leads back from,
 * which is all that the audit names.
 */
export async function eraseReports(
  ports: RemovalPorts & { readonly entropy: Entropy },
  { product, device }: { readonly product: string; readonly device: string },
  by: By,
): Promise<number> {
  const removed = await removeAll(ports, { by: 'device', product, device }, maxDeviceRounds);
  const pseudonym = `erased-${ports.entropy.randomHex(8)}`;
  const audit = auditOf(by, 'reports erased', `${product}/${pseudonym}`, { reports: removed });
  await ports.removals.recordRenamed({ product, device }, pseudonym, audit);
  return removed;
}

/** One report, as its reporter asks, with the crashes that were found inside of it; the audit names nobody. False when it is gone already. */
export async function eraseReport(
  ports: RemovalPorts & { readonly entropy: Entropy; readonly reports: Reports },
  { product, reportId }: { readonly product: string; readonly reportId: string },
  by: By,
): Promise<boolean> {
  const { removals, objects, entropy, reports } = ports;
  const report = await reports.loadReport(product, reportId);
  if (report === null) return false;
  const all = [report, ...(await loadInnerReports(reports, report))];
  const found = await Promise.all(
    all.map(({ id }) => removals.loadRemovable({ by: 'report', product, reportId: id }, 1)),
  );
  const erased = found.flatMap((each) => each.reports);
  const objectKeys = found.flatMap((each) => each.objectKeys);
  const subject = `${product}/erased-${entropy.randomHex(8)}`;
  await inLanes(ports, objectKeys, objects.recordRemoved);
  await removals.recordRemoved(erased, auditOf(by, 'report erased', subject, { reports: erased.length }));
  // As above: settling may have put the text back.
  await inLanes(ports, objectKeys, objects.recordRemoved);
  return true;
}

/**
 * Everything that is known of a device: its reports, its life, its place in cohorts. It may enrol again as anybody may; its
 * token stays valid until then, and finds nobody.
 */
export async function eraseDevice(
  ports: RemovalPorts & { readonly entropy: Entropy },
  who: { readonly product: string; readonly device: string },
  by: By,
): Promise<{ readonly reports: number; readonly wasEnrolled: boolean }> {
  const reports = await eraseReports(ports, who, by);
  const pseudonym = `erased-${ports.entropy.randomHex(8)}`;
  const audit = auditOf(by, 'device erased', `${who.product}/${pseudonym}`, { reports });
  return { reports, wasEnrolled: await ports.removals.recordDeviceErased(who, pseudonym, audit) };
}

/** All that a person filed; answers how many reports that were. */
export async function eraseFiled(
  ports: Parameters<typeof eraseReport>[0] & { readonly testers: Testers },
  owner: Owner & { readonly by: 'bearer' },
  by: By,
): Promise<number> {
  let erased = 0;
  // Erased ones come on no page again.
  for (let left = true; left; ) {
    const { items } = await ports.testers.loadOwnReports(owner, { limit: reportsAtOnce, after: null });
    for (const { report } of items)
      if (await eraseReport(ports, { product: report.product, reportId: report.id }, by)) erased += 1;
    left = items.length > 0;
  }
  return erased;
}

/** Of each kind in a tick, some seconds of it: three million reports a day, since as many grow old as came in. */
const agedRounds = 10;
/** A Worker may make a thousand requests a call, and each report is two of them: half a million a day. */
const fewAgedRounds = 2;

/** For the tick; what is left waits for the next one. */
export async function forgetReports(ports: RemovalPorts, nowMs: number): Promise<number> {
  const rounds = ports.storageLanes === undefined ? fewAgedRounds : agedRounds;
  let removed = 0;
  for (const kind of reportKinds)
    removed += await removeAll(ports, { by: 'age', kind, beforeMs: nowMs - keptMs[kind] }, rounds);
  return removed;
}
