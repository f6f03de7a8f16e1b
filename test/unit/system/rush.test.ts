// When there is a rush: by what is under way, by what came in lately, and never while nothing can be made up for.
import { describe, expect, it } from 'vitest';
import { rush } from '../../../src/adapters/system/rush.ts';

function open() {
  const clock = { ms: 5_000 };
  const subject = rush({ atOnce: 3, perS: 10 }, () => clock.ms);
  /** One after the other; answers how many of them met a rush. */
  const pass = (count: number): number => {
    let met = 0;
    for (let at = 0; at < count; at += 1) {
      if (subject.begin()) met += 1;
      subject.end();
    }
    return met;
  };
  return { clock, subject, pass };
}

describe('a rush', () => {
  it('is more at once than a few', () => {
    const { subject } = open();
    expect([1, 2, 3, 4, 5].map(() => subject.begin())).toEqual([false, false, false, true, true]);
    for (let at = 0; at < 3; at += 1) subject.end();
    expect(subject.begin()).toBe(false);
  });

  it('is more within a second than a machine has time for', () => {
    const { pass } = open();
    expect(pass(10)).toBe(0);
    expect(pass(5)).toBe(5);
  });

  it('goes on in the next second, and is over in the one after', () => {
    const { clock, pass } = open();
    pass(11);
    clock.ms += 1_000;
    expect(pass(1)).toBe(1);
    clock.ms += 1_000;
    expect(pass(10)).toBe(0);
  });

  it('is over when nothing came for a while', () => {
    const { clock, pass } = open();
    pass(50);
    clock.ms += 2_000;
    expect(pass(10)).toBe(0);
  });

  it('is told of to whoever asks, whether or not it can be made up for', () => {
    const { clock, subject, pass } = open();
    expect(subject.isOn()).toBe(false);
    pass(11);
    subject.recordMadeUp(false);
    expect(subject.isOn()).toBe(true);
    clock.ms += 1_000;
    expect(subject.isOn()).toBe(true);
    clock.ms += 1_000;
    expect(subject.isOn()).toBe(false);
  });

  it('is none as long as what was put off cannot be made up for', () => {
    const { subject, pass } = open();
    subject.recordMadeUp(false);
    expect(pass(50)).toBe(0);
    subject.recordMadeUp(true);
    expect(pass(1)).toBe(1);
  });
});
