// Reading reports that wait unread: all of them, no more than was asked, and never for ever.
import { describe, expect, it } from 'vitest';
import { readReports } from '../../src/app/read-reports.ts';
import type { Unread } from '../../src/domain/issue/filing.ts';
import { nothingUnread } from '../fakes/unread-reports.ts';
import { filing } from '../samples/reports.ts';

function open(count: number, isReadable = true) {
  const { unreadReports } = nothingUnread;
  let waiting: Unread[] = Array.from({ length: count }, (_, at) => filing(`r${at}`));
  const ports = {
    unreadReports: {
      ...unreadReports,
      loadUnread: async (_: unknown, limit: number) => waiting.slice(0, limit),
      recordRead: async (read: readonly Unread[]) => {
        if (isReadable) waiting = waiting.slice(read.length);
      },
    },
  };
  return { ports, left: () => waiting.length };
}

describe('readReports', () => {
  it('reads all that wait, or as many as it may', async () => {
    const { ports, left } = open(100);
    expect([await readReports(ports, { by: 'age' }, 40), left()]).toEqual([40, 60]);
    expect([await readReports(ports, { by: 'age' }), left()]).toEqual([60, 0]);
  });

  it('ends where what waits cannot be read', async () => {
    const { ports, left } = open(50, false);
    await readReports(ports, { by: 'age' });
    expect(left()).toBe(50);
  });
});
