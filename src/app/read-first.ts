// Lets whoever asks for a report, or for all of a device, find also those that wait unread: they are read first.
import { senderOf } from '../domain/issue/filing.ts';
import type { Removals } from './ports/removals.ts';
import type { Reports } from './ports/reports.ts';
import type { UnreadReports } from './ports/unread-reports.ts';
import { readReports } from './read-reports.ts';

/** Other lists may be behind by what is put off in a rush. */
export function readFirst(reports: Reports, unreadReports: UnreadReports): Reports {
  return {
    ...reports,
    async loadReport(product, id) {
      const report = await reports.loadReport(product, id);
      if (report !== null || (await readReports({ unreadReports }, { by: 'report', product, id })) === 0) return report;
      return reports.loadReport(product, id);
    },
    async loadReports(filter, page) {
      const { product, device } = filter;
      if (device !== null) await readReports({ unreadReports }, ofDevice(product, device));
      return reports.loadReports(filter, page);
    },
  };
}

/** What is erased is all that there is. */
export const readBeforeErased = (removals: Removals, unreadReports: UnreadReports): Removals => ({
  ...removals,
  async loadRemovable(what, limit) {
    if (what.by === 'device') await readReports({ unreadReports }, ofDevice(what.product, what.device));
    return removals.loadRemovable(what, limit);
  },
});

const ofDevice = (product: string, device: string) =>
  ({ by: 'sender', product, sender: senderOf({ deviceId: device, sentBy: null }) }) as const;
