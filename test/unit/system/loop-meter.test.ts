// What a process refuses from memory: of a fast loop alone, most of it, each counted once, and told when its second is over.
import { describe, expect, it } from 'vitest';
import { loopMeter } from '../../../src/adapters/system/loop-meter.ts';
import type { Filing } from '../../../src/domain/issue/filing.ts';
import { fastPerSecond, lookedAtPerSecond, type Share } from '../../../src/domain/issue/repeats.ts';

const filing = (changes: Partial<Filing> & { readonly fault?: string } = {}): Filing => {
  const { fault = 'a', ...rest } = changes;
  return {
    ...{ product: 'nova', id: 'r', kind: 'crash', deviceId: 'd1', sentBy: null, buildNames: ['1.2.0'], title: 't' },
    ...{ body: 'b', sizeBytes: 1, objectKey: 'o', receivedMs: 5 },
    keys: { strict: fault, alt: [], other: null, title: 't' } as unknown as Filing['keys'],
    ...rest,
  };
};

function open() {
  const time = { ms: 0 };
  const meter = loopMeter(() => time.ms);
  /** As the verb does. Answers how many were looked at. */
  const send = (count: number, share: Share = 'fault', what: (at: number) => Filing = () => filing()) => {
    let lookedAt = 0;
    for (let at = 0; at < count; at += 1) {
      if (meter.takeRepeat(what(at))) continue;
      lookedAt += 1;
      meter.recordRefused(what(at), share);
    }
    return lookedAt;
  };
  const told = () => meter.takeDue().reduce((sum, { times }) => sum + times, 0);
  return { time, meter, send, told };
}

describe('a loop', () => {
  it('that is slow is looked at each time', () => {
    const { time, meter, send } = open();
    for (let second = 0; second < 20; second += 1) {
      time.ms = second * 1_000;
      expect(send(fastPerSecond - 1)).toBe(fastPerSecond - 1);
      expect(meter.isFast(filing())).toBe(false);
    }
    expect(meter.takeDue()).toEqual([]);
  });

  it('that is fast is looked at a few times a second, for as long as it lasts', () => {
    const { time, meter, send } = open();
    expect(send(500)).toBe(fastPerSecond + lookedAtPerSecond);
    for (let second = 1; second < 5; second += 1) {
      time.ms = second * 1_000;
      expect(meter.isFast(filing())).toBe(true);
      expect(send(500)).toBe(lookedAtPerSecond);
    }
    time.ms = 7_000;
    expect(meter.isFast(filing())).toBe(false);
    expect(send(fastPerSecond)).toBe(fastPerSecond);
  });

  it('hides no other fault, build, device or sender', () => {
    const { meter, send } = open();
    send(100);
    const others = [
      { fault: 'b' },
      { buildNames: ['1.3.0'] },
      { deviceId: 'd2' },
      { sentBy: 'app' },
      { product: 'luna' },
    ];
    expect(others.filter((other) => meter.takeRepeat(filing(other)))).toEqual([]);
    expect(meter.takeRepeat(filing())).toBe(true);
    expect([filing(), filing({ deviceId: 'd2' }), filing({ sentBy: 'app' })].map(meter.isFast)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('of ever another fault is one loop once its sender has had all that it may send', () => {
    const { send, meter } = open();
    const other = (at: number) => filing({ fault: `f${at}` });
    expect(send(100, 'fault', other)).toBe(100);
    expect(send(500, 'all', other)).toBe(fastPerSecond + lookedAtPerSecond);
    expect(meter.takeRepeat(filing({ fault: 'more', deviceId: 'd2' }))).toBe(false);
  });
});

describe('what is counted', () => {
  it('is told once, and once a second', () => {
    const { time, meter, send, told } = open();
    time.ms = 1_000;
    const first = 500 - send(500);
    expect(meter.takeDue()).toMatchObject([{ share: 'fault', times: first, refused: { deviceId: 'd1', title: 't' } }]);
    const more = 500 - send(500, 'fault', () => filing({ receivedMs: 9 }));
    expect(meter.takeDue()).toEqual([]);
    time.ms = 2_000;
    send(1, 'fault', () => filing({ receivedMs: 7_000 }));
    expect(meter.takeDue()).toMatchObject([{ times: more, refused: { receivedMs: 7_000 } }]);
    time.ms = 3_000;
    expect(told()).toBe(0);
  });

  it('is told of each by itself, without the text', () => {
    const { time, meter, send } = open();
    send(100);
    send(50, 'all', () => filing({ deviceId: 'd2', body: 'a secret' }));
    time.ms = 1_000;
    const due = meter.takeDue();
    expect(due.map(({ refused, share }) => `${refused.deviceId} ${share}`).sort()).toEqual(['d1 fault', 'd2 all']);
    expect(JSON.stringify(due)).not.toContain('secret');
  });

  it('takes no more memory than ten thousand loops, and is free again when they end', () => {
    const { time, meter, send } = open();
    const stranger = (at: number) => filing({ deviceId: `s${at}` });
    expect(send(20_000, 'fault', stranger)).toBe(20_000);
    expect(send(100)).toBe(100);
    time.ms = 2_000;
    meter.takeDue();
    expect(send(100)).toBe(fastPerSecond + lookedAtPerSecond);
  });
});
