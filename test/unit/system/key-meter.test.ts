// What a process counts of public keys between two tallies: nothing is lost or counted twice, whenever the answer comes.
import { expect, it } from 'vitest';
import { keyMeter } from '../../../src/adapters/system/key-meter.ts';
import { sampledPerMinute } from '../../../src/domain/issue/key-share.ts';

const open = (share: number) => {
  const time = { ms: 0 };
  return { time, meter: keyMeter(share, () => time.ms) };
};
const keep = (meter: ReturnType<typeof keyMeter>, times: number) => {
  for (let at = 0; at < times; at += 1) meter.recordKept('app');
};

it('asks at the first report, then every five seconds or after a fiftieth of the share', () => {
  const { time, meter } = open(1_000);
  expect(meter.takeDue('app')).toEqual({ kept: 0, dropped: 0 });
  expect(meter.takeDue('app')).toBeNull();
  keep(meter, 19);
  expect(meter.takeDue('app')).toBeNull();
  keep(meter, 1);
  expect(meter.takeDue('app')).toEqual({ kept: 20, dropped: 0 });
  time.ms += 4_999;
  expect(meter.takeDue('app')).toBeNull();
  time.ms += 1;
  expect(meter.takeDue('app')).toEqual({ kept: 0, dropped: 0 });
});

it('counts what is on its way to the others, and what came since', () => {
  const { meter } = open(100);
  keep(meter, 60);
  expect(meter.takeDue('app')).toEqual({ kept: 60, dropped: 0 });
  keep(meter, 39);
  expect(meter.isFull('app')).toBe(false);
  keep(meter, 1);
  expect(meter.isFull('app')).toBe(true);
  meter.recordSum('app', 60);
  expect(meter.isFull('app')).toBe(true);
  expect(meter.isFull('another')).toBe(false);
});

it('goes by what all processes kept once that is told, and is free again when the hour is over', () => {
  const { meter } = open(100);
  meter.recordSum('app', 100);
  expect(meter.isFull('app')).toBe(true);
  meter.recordSum('app', 99);
  expect(meter.isFull('app')).toBe(false);
});

it('has a few places a minute for the rest', () => {
  const { time, meter } = open(1);
  const taken = () => Array.from({ length: 50 }, () => meter.takeSample('app')).filter(Boolean).length;
  expect([taken(), taken()]).toEqual([sampledPerMinute, 0]);
  time.ms += 60_000;
  expect(taken()).toBe(sampledPerMinute);
});

it('tells what is left of every key, once', () => {
  const { meter } = open(100);
  keep(meter, 3);
  meter.recordDropped('other');
  meter.recordSum('quiet', 5);
  expect([...meter.takeAll()]).toEqual([
    ['app', { kept: 3, dropped: 0 }],
    ['other', { kept: 0, dropped: 1 }],
  ]);
  expect([...meter.takeAll()]).toEqual([]);
});
