// Settles what waits when nothing in particular asks for it: all of it at best, and little of it in a rush.
import { maySettleLater } from '../domain/issue/settling.ts';
import type { Rush } from './ports/rush.ts';
import { readReports } from './read-reports.ts';
import { type SettlePorts, settleReports } from './settle-reports.ts';

export type SettleWaitingPorts = SettlePorts & { readonly reportRush: Rush };

/** Some 20 s of a core, and of storage's time; what is left waits for the next tick. */
const maxRead = 20_000;
const maxSettled = 10_000;

/** All that is unread is read first, since it is in no issue before. A rush that begins meanwhile goes first. */
export async function settleWaiting(ports: SettleWaitingPorts, nowMs: number): Promise<void> {
  const { oldestMs } = await ports.unreadReports.loadBacklog();
  const isLater = () => maySettleLater(ports.reportRush.isOn(), oldestMs, nowMs);
  await readReports(ports, { by: 'age' }, maxRead, isLater);
  await settleReports(ports, nowMs, { maxReports: maxSettled, isLater });
}
