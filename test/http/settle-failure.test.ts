// Settling behind an answer while the database goes away: the answer stands, what waits goes on waiting, and the process lives.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
const work: Promise<unknown>[] = [];
const ended: number[] = [];
const madeUp: boolean[] = [];
const logged: string[] = [];

beforeAll(async () => {
  test = await openFleetApp();
  const stores = test.surroundings.stores();
  // Another settles at the same time, so the backlog is asked for; by then the database is gone.
  const reports = { ...stores.reports, recordSettled: async () => null };
  const unreadReports = { ...stores.unreadReports, loadBacklog: () => Promise.reject(new Error('gone')) };
  const { process } = test.surroundings;
  Object.assign(test.surroundings, {
    stores: () => ({ ...stores, reports, unreadReports }),
    background: (done: Promise<unknown>) => void work.push(done),
    log: (_: string, words: string) => void logged.push(words),
    process: {
      ...process,
      settlePace: { isDue: () => true, recordEnd: (settled: number) => void ended.push(settled) },
      reportRush: { ...process.reportRush, recordMadeUp: (isSo: boolean) => void madeUp.push(isSo) },
    },
  });
});
afterAll(() => test.close());

describe('a database that goes away while it is asked what waits', () => {
  it('is logged, and what was put off counts as not made up for', async () => {
    const { token } = await test.enrol('SN-1');
    const crash = {
      id: 'r1',
      kind: 'crash',
      build: '1.2.0',
      text: 'java.lang.Error\n\tat com.nova.Main.run(Main.java:1)',
    };
    const { status } = await test.say(token, 'POST', '/v1/reports', crash);
    expect(status).toBe(201);
    await expect(Promise.all(work)).resolves.toBeDefined();
    expect([ended, madeUp]).toEqual([[0], [false]]);
    expect(logged).toContain('reports not settled yet; they wait');
    const [row] = await test.database.sql`select count(*)::int as waiting from reports_waiting`;
    expect(row?.waiting).toBe(1);
  });
});
