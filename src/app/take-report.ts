// Takes a report of a device or an app: filed at once, or in a rush acknowledged unread, durable in either case.
import type { Filing, Unread } from '../domain/issue/filing.ts';
import type { Report } from '../domain/report/report.ts';
import {
  cleanReport,
  type FiledReport,
  type FileReportAnswer,
  type FileReportPorts,
  recordFiling,
} from './file-report.ts';
import type { LoopMeter } from './ports/loop-meter.ts';
import type { Rush } from './ports/rush.ts';
import { giveKeys } from './read-reports.ts';
import { hasRoom, type KeySharePorts, type OverShare, shareOf, takeWithinShare } from './take-within-share.ts';

export type TakeReportPorts = FileReportPorts & KeySharePorts & { readonly rush: Rush; readonly loopMeter: LoopMeter };

/** In a rush nobody knows yet what its issue, its model and the id of its build are: null. */
export type TakenReport = Omit<Report, 'issueNumber'> & { readonly issueNumber: number | null };

export type TakeReportAnswer =
  | { readonly ok: true; readonly report: TakenReport; readonly isNew: boolean }
  | Extract<FileReportAnswer, { ok: false }>
  | OverShare;

/** As `fileReport`, but that a crash may be read later. What people write is read while they wait, to show them where it went. */
export async function takeReport(ports: TakeReportPorts, filed: FiledReport, nowMs: number): Promise<TakeReportAnswer> {
  return takeWithinShare(ports, filed, nowMs, async () => {
    const isRush = ports.rush.begin();
    try {
      return await take(ports, filed, { nowMs, isRush });
    } finally {
      ports.rush.end();
    }
  });
}

async function take(
  ports: TakeReportPorts,
  filed: FiledReport,
  { nowMs, isRush }: { readonly nowMs: number; readonly isRush: boolean },
): Promise<TakeReportAnswer> {
  const unread = await cleanReport(ports, filed, nowMs);
  if (unread === null) return { ok: false, refusal: 'build-missing' };
  const mayPutOff = isRush && !ports.loopMeter.isFast(filed);
  const taken = mayPutOff ? await putOff(ports, unread, filed) : null;
  if (taken !== null) return { ok: true, report: taken, isNew: true };
  return recordUnlessRepeat(ports, giveKeys(unread, filed.sameAs));
}

/** Most of what a fast loop repeats is counted in memory, so that it costs those beside it little. */
async function recordUnlessRepeat(ports: TakeReportPorts, filing: Filing): Promise<FileReportAnswer> {
  const { loopMeter, reports } = ports;
  if (loopMeter.takeRepeat(filing)) return { ok: false, refusal: 'over-limit', share: 'fault' };
  const answer = await recordFiling(ports, filing);
  if (!answer.ok && answer.refusal === 'over-limit') {
    loopMeter.recordRefused(filing, answer.share);
    await tellRepeats({ loopMeter, reports });
  }
  return answer;
}

/** By whoever is refused next, or by the tick. */
export async function tellRepeats({ loopMeter, reports }: Pick<TakeReportPorts, 'loopMeter' | 'reports'>) {
  const due = loopMeter.takeDue();
  if (due.length === 0) return;
  await reports.recordRepeats(due).catch((failure: unknown) => {
    loopMeter.recordUntold(due);
    throw failure;
  });
}

/**
 * Takes it if there is a rush and it may be read later: durable once it resolves. Null for what takes a closer look, of which
 * nothing is kept: `takeReport` says what becomes of it.
 */
export async function takeInRush(
  ports: TakeReportPorts,
  filed: FiledReport,
  nowMs: number,
): Promise<TakenReport | null> {
  if (ports.loopMeter.isFast(filed)) return null;
  const key = shareOf(filed);
  if (key !== null && !(await hasRoom(ports, key, nowMs))) return null;
  const isRush = ports.rush.begin();
  try {
    const unread = isRush ? await cleanReport(ports, filed, nowMs) : null;
    const taken = unread === null ? null : await putOff(ports, unread, filed);
    // What is left to the app is counted there.
    if (taken !== null && key !== null) ports.keyMeter.recordKept(key);
    return taken;
  } finally {
    ports.rush.end();
  }
}

async function putOff(
  { unreadReports }: TakeReportPorts,
  unread: Unread,
  { sameAs }: FiledReport,
): Promise<TakenReport | null> {
  const mayWait = unread.kind === 'crash' && sameAs === undefined;
  return mayWait && (await unreadReports.putUnread(unread)) ? asTaken(unread) : null;
}

const asTaken = (unread: Unread): TakenReport => ({
  product: unread.product,
  id: unread.id,
  kind: unread.kind,
  deviceId: unread.deviceId,
  sentBy: unread.sentBy,
  model: null,
  reportedBuild: unread.buildNames[0] ?? 'unknown',
  buildId: null,
  title: unread.title === '' ? unread.kind : unread.title,
  issueNumber: null,
  objectKey: unread.objectKey,
  sizeBytes: unread.sizeBytes,
  receivedMs: unread.receivedMs,
});
