// Settles reports behind an answer, so that a fault that stands out does so within seconds and not only at the next tick.
import type { Context } from 'hono';
import { settleReports } from '../../app/settle-reports.ts';
import { maySettleLater } from '../../domain/issue/settling.ts';
import { textCodec } from '../../wire/text-codec.ts';
import type { HttpEnv, Surroundings } from '../shared/http-env.ts';

/** What one start may settle: intake goes first, and what is left waits for the next start or the tick. */
const maxReports = 128;

/** Unread reports at 4 kB are 800 MB here; from there on each is read while its sender waits, which slows senders down. */
const maxUnread = 200_000;

export const settleSoon = (c: Context<HttpEnv>): void => settleBehind(c.env, c.get('nowMs'));

/** As often as the process's pace allows. A failure is logged, and the next start tries again. */
export function settleBehind({ process, log, stores, background }: Surroundings, nowMs: number): void {
  if (!process.settlePace.isDue()) return;
  const { reports, reportTexts, unreadReports, symbols, regroupings, attachments } = stores();
  const ports = {
    reports,
    reportTexts,
    unreadReports,
    symbols,
    regroupings,
    attachments,
    objects: process.objects,
    storageLanes: process.storageLanes,
    codec: textCodec,
  };
  async function settle(): Promise<void> {
    const { settled, isDrained } = await settleReports(ports, nowMs, { maxReports });
    const { unread, oldestMs } = isDrained ? { unread: 0, oldestMs: null } : await unreadReports.loadBacklog();
    // What is not done by now cannot keep up. It rests as long as it ever does, until it is late.
    const isLater = maySettleLater(process.reportRush.isOn(), oldestMs, nowMs);
    process.settlePace.recordEnd(isDrained ? settled : isLater ? 0 : Number.POSITIVE_INFINITY);
    process.reportRush.recordMadeUp(unread <= maxUnread);
  }
  background(
    settle().catch((error: unknown) => {
      process.settlePace.recordEnd(0);
      // Storage may be down for hours, in which reports are listed all the same.
      process.reportRush.recordMadeUp(false);
      log('warn', 'reports not settled yet; they wait', { cause: String(error) });
    }),
  );
}
