// Telling what was refused from memory while the database is away: it is told once the database is back, and once only.
import { describe, expect, it } from 'vitest';
import { loopMeter } from '../../src/adapters/system/loop-meter.ts';
import { tellRepeats } from '../../src/app/take-report.ts';
import type { Repeats } from '../../src/domain/issue/repeats.ts';
import { fakeReports } from '../fakes/reports.ts';
import { filing } from '../samples/reports.ts';

function open() {
  const time = { ms: 0 };
  const meter = loopMeter(() => time.ms);
  const database = { isAway: false };
  const heard: Repeats[] = [];
  const reports = {
    ...fakeReports({ products: ['nova'] }),
    async recordRepeats(repeats: readonly Repeats[]) {
      if (database.isAway) throw new Error('gone');
      heard.push(...repeats);
    },
  };
  const send = (count: number) => {
    for (let at = 0; at < count; at += 1) if (!meter.takeRepeat(filing('r'))) meter.recordRefused(filing('r'), 'fault');
  };
  const tell = () => tellRepeats({ loopMeter: meter, reports });
  return { time, database, heard, send, tell };
}

describe('tellRepeats', () => {
  it.each([
    ['a second later', 2_000],
    ['when the loop has long ended', 60_000],
  ])('tells what it could not tell, %s', async (_, laterMs) => {
    const { time, database, heard, send, tell } = open();
    send(120);
    time.ms = 1_000;
    database.isAway = true;
    await expect(tell()).rejects.toThrow('gone');
    time.ms = laterMs;
    await expect(tell()).rejects.toThrow('gone');
    database.isAway = false;
    time.ms = laterMs + 1_000;
    await tell();
    time.ms = laterMs + 2_000;
    await tell();
    expect(heard).toMatchObject([{ times: 100, share: 'fault', refused: { id: 'r' } }]);
  });
});
