// Settling by the tick, on fakes: all that waits, one turn of it in a rush, and all of it again once it is late.
import { describe, expect, it } from 'vitest';
import { settleWaiting } from '../../src/app/settle-waiting.ts';
import { maxLagMs } from '../../src/domain/issue/settling.ts';
import { fakeReports } from '../fakes/reports.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { withoutSymbols } from '../fakes/symbols.ts';
import { nothingUnread } from '../fakes/unread-reports.ts';
import { startMs } from '../samples/fleet.ts';
import { filing } from '../samples/reports.ts';

const count = 300;

/** `isOn` answers in turn what `rush` says, and its last word from there on. */
async function open(rush: readonly boolean[], storageLanes?: number) {
  const reports = fakeReports({ products: ['nova'], builds: {} });
  for (let at = 0; at < count; at += 1) await reports.recordReport(filing(`r${at}`, { objectKey: `reports/r${at}` }));
  let asked = 0;
  const isOn = () => rush[Math.min(asked++, rush.length - 1)] ?? false;
  const { unreadReports } = nothingUnread;
  const { objects } = fakeStorage();
  const underWay = { now: 0, most: 0 };
  const putObject: typeof objects.putObject = async (...about) => {
    underWay.now += 1;
    underWay.most = Math.max(underWay.most, underWay.now);
    await new Promise(setImmediate);
    underWay.now -= 1;
    return objects.putObject(...about);
  };
  const ports = {
    ...withoutSymbols,
    reports,
    reportTexts: reports.texts,
    objects: { ...objects, putObject },
    storageLanes,
    unreadReports: { ...unreadReports, loadBacklog: async () => ({ unread: 0, waiting: count, oldestMs: startMs }) },
    reportRush: { begin: isOn, end: () => {}, isOn, recordMadeUp: () => {} },
  };
  const left = async () => (await reports.loadWaiting(count)).length;
  return { settle: (nowMs: number) => settleWaiting(ports, nowMs), left, underWay };
}

describe('settleWaiting', () => {
  it('settles all that waits', async () => {
    const { settle, left } = await open([false]);
    await settle(startMs);
    expect(await left()).toBe(0);
  });

  it('does a turn in a rush, so that what waits gets on in any case', async () => {
    const { settle, left } = await open([true]);
    await settle(startMs + maxLagMs - 1);
    expect(await left()).toBe(count - 128);
  });

  it('makes room for a rush that begins meanwhile', async () => {
    const { settle, left } = await open([false, false, true]);
    await settle(startMs);
    expect(await left()).toBe(count - 256);
  });

  it('asks storage for as many at a time as the door may, and for few where nobody says', async () => {
    const few = await open([false]);
    await few.settle(startMs);
    const many = await open([false], 24);
    await many.settle(startMs);
    expect([few.underWay.most, many.underWay.most]).toEqual([4, 24]);
  });

  it('lets nobody wait longer than minutes', async () => {
    const { settle, left } = await open([true]);
    await settle(startMs + maxLagMs);
    expect(await left()).toBe(0);
  });
});
