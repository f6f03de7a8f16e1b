// Unread reports for verbs that are about something else: none waits, and none is put off.
import type { UnreadReports } from '../../src/app/ports/unread-reports.ts';

const unreadReports: UnreadReports = {
  putUnread: async () => false,
  loadUnread: async () => [],
  recordRead: async () => {},
  loadBacklog: async () => ({ unread: 0, waiting: 0, oldestMs: null }),
};

export const nothingUnread = {
  unreadReports,
  reportRush: { begin: () => false, end: () => {}, isOn: () => false, recordMadeUp: () => {} },
};
