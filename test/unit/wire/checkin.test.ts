// Reading check-ins: the fast reader takes nothing that the strict one refuses, and reads the same out of what it takes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTooManyEvents, parseCheckins } from '../../../src/wire/device/checkin.ts';
import { readCheckinsFast } from '../../../src/wire/device/checkin-fast.ts';
import { parseStrictJson } from '../../../src/wire/strict-json.ts';

const healthEvent = { id: 'e1', device: 'd1', type: 'health', build: '1.2.0', uptimeS: 60, crashes: 0 };
const installEvent = {
  id: 'e2',
  atMs: 5,
  type: 'install',
  build: 'V14.0:"x"',
  outcome: 'failed',
  reason: 'no space — 空间',
};

/** What the strict path makes of a body, or null. */
function readStrictly(text: string) {
  const json = parseStrictJson(new TextEncoder().encode(text));
  const checkins = json.ok ? parseCheckins(json.value) : json;
  return checkins.ok ? checkins.value : null;
}

describe('the fast reader', () => {
  it('reads an ordinary batch', () => {
    const text = JSON.stringify({ product: 'nova', events: [healthEvent] });
    expect(readCheckinsFast(text)).toEqual({
      product: 'nova',
      events: [{ id: 'e1', deviceId: 'd1', atMs: null, type: 'health', build: '1.2.0', uptimeS: 60, crashes: 0 }],
    });
    expect(readCheckinsFast(text)).toEqual(readStrictly(text));
  });

  it('reads metrics, and calls them by the names of the gate', () => {
    const metrics = { bootS: 21.5, batteryPercentPerH: 0, freeStorageBytes: 1e10 };
    const text = JSON.stringify({
      events: [
        { ...healthEvent, metrics },
        { ...healthEvent, metrics: {} },
      ],
    });
    const named = { 'boot-time': 21.5, 'battery-drain': 0, 'free-storage': 1e10 };
    expect(readCheckinsFast(text)?.events).toMatchObject([{ metrics: named }, { metrics: {} }]);
    expect(readCheckinsFast(text)).toEqual(readStrictly(text));
  });

  it('leaves what is unusual to the strict reader, which takes it', () => {
    const spaced = '{"events" : [{"id":"e","type":"health","build":"1.0.0","uptimeS":1,"crashes":0}]}';
    const extra = JSON.stringify({ events: [{ ...healthEvent, battery: 80 }] });
    const quoted = JSON.stringify({ events: [{ ...installEvent, build: 'a":b' }] });
    const unknown = JSON.stringify({ events: [{ ...healthEvent, metrics: { bootS: 3, cpuLoad: 7 } }] });
    expect(readStrictly(unknown)?.events).toMatchObject([{ metrics: { 'boot-time': 3 } }]);
    for (const text of [spaced, extra, quoted, unknown]) {
      expect(readCheckinsFast(text)).toBeNull();
      expect(readStrictly(text)).not.toBeNull();
    }
  });

  it.each([
    '{"events":[{"id":"e","id":"f","type":"health","build":"1.0.0","uptimeS":1,"crashes":0}]}',
    '{"events":[],"events":[{"id":"e","type":"health","build":"1.0.0","uptimeS":1,"crashes":0}]}',
    '{"events":[{"id":"e","type":"health","build":"1.0.0","uptimeS":1,"crashes":0,"__proto__":{}}]}',
    '{"events":[{"id":"e","type":"install","build":"1.0.0","outcome":"failed","reason":"\\ud800"}]}',
    '{"events":[{"id":"e","type":"install","build":"1.0.0","outcome":"failed","reason":"\\u0000"}]}',
    '{"events":[{"id":"e","device":null,"type":"health","build":"1.0.0","uptimeS":1,"crashes":0}]}',
    '{"events":[{"id":"e","type":"health","build":"1.0.0","uptimeS":1e99,"crashes":0}]}',
    '{"events":[{"id":"e","type":"health","build":"1.0.0","uptimeS":1,"crashes":0,"metrics":{"bootS":1e400}}]}',
    '{"events":[{"id":"e","type":"health","build":"1.0.0","uptimeS":1,"crashes":0,"metrics":{"bootS":1,"bootS":2}}]}',
    '{"events":[{"id":"e","type":"health","build":"1.0.0","uptimeS":1,"crashes":0,"metrics":[]}]}',
    '[]',
    'null',
    '{',
  ])('takes nothing that the strict reader refuses: %s', (text) => {
    expect(readCheckinsFast(text)).toBeNull();
    expect(readStrictly(text)).toBeNull();
  });

  it('agrees with the strict reader wherever it reads at all', () => {
    const odd = fc.constantFrom<unknown>(null, '', 'x'.repeat(200), -1, 1.5, 1e9, [], {}, true, 'a":b', 'tab\t');
    const word = fc.stringMatching(/^[A-Za-z0-9._:-]{1,20}$/);
    const head = { id: word, device: word, atMs: fc.maxSafeInteger(), build: fc.stringMatching(/^[!-~]{1,20}$/) };
    const health = fc.record(
      {
        ...head,
        type: fc.constant('health'),
        uptimeS: fc.nat({ max: 2_592_000 }),
        crashes: fc.nat({ max: 9 }),
        metrics: fc.record(
          { bootS: fc.double({ min: 0, max: 86_400, noNaN: true }), freeStorageBytes: fc.nat() },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: ['id', 'type', 'build', 'uptimeS', 'crashes'] },
    );
    const install = fc.record(
      {
        ...head,
        type: fc.constant('install'),
        outcome: fc.constantFrom('accepted', 'installed', 'restarting', 'confirmed', 'failed'),
        reason: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
      },
      { requiredKeys: ['id', 'type', 'build', 'outcome'] },
    );
    const usual = fc.oneof(health, install);
    const names = fc.constantFrom(
      'id',
      'device',
      'atMs',
      'type',
      'build',
      'uptimeS',
      'crashes',
      'metrics',
      'outcome',
      'more',
    );
    const spoilt = fc.tuple(usual, names, odd).map(([whole, name, value]) => ({ ...whole, [name]: value }));
    const event = fc.oneof({ weight: 9, arbitrary: usual }, spoilt);
    const product = fc.constantFrom('nova', 'nova', 'No', undefined);
    const body = fc.record({ product, events: fc.array(event, { minLength: 1, maxLength: 4 }) });
    let read = 0;
    fc.assert(
      fc.property(body, (value) => {
        const text = JSON.stringify(value);
        const fast = readCheckinsFast(text);
        if (fast === null) return;
        read += 1;
        expect(fast).toEqual(readStrictly(text));
      }),
      { numRuns: 400 },
    );
    expect(read).toBeGreaterThan(50);
  });
});

describe('the strict reader', () => {
  it.each([
    [{ events: [] }, 'body.events'],
    [{}, 'body.events'],
    [{ events: [healthEvent, { ...healthEvent, uptimeS: -1 }] }, 'body.events.1.uptimeS'],
    [{ events: [{ ...healthEvent, uptimeS: 31 * 24 * 3600 }] }, 'body.events.0.uptimeS'],
    [{ events: [{ ...healthEvent, crashes: 0.5 }] }, 'body.events.0.crashes'],
    [{ events: [{ ...healthEvent, metrics: { bootS: -1 } }] }, 'body.events.0.metrics.bootS'],
    [{ events: [{ ...healthEvent, metrics: { bootS: Number.NaN } }] }, 'body.events.0.metrics.bootS'],
    [{ events: [{ ...healthEvent, metrics: { freeStorageBytes: 1e300 } }] }, 'body.events.0.metrics.freeStorageBytes'],
    [
      { events: [{ ...healthEvent, metrics: { batteryPercentPerH: '3' } }] },
      'body.events.0.metrics.batteryPercentPerH',
    ],
    [{ events: [{ ...healthEvent, metrics: 5 }] }, 'body.events.0.metrics'],
    [{ events: [{ ...healthEvent, build: 'with space' }] }, 'body.events.0.build'],
    [{ events: [{ ...healthEvent, id: '' }] }, 'body.events.0.id'],
    [{ events: [{ ...healthEvent, device: 'a/b' }] }, 'body.events.0.device'],
    [{ events: [{ ...healthEvent, atMs: '1970' }] }, 'body.events.0.atMs'],
    [{ events: [{ ...healthEvent, type: 'boot' }] }, 'body.events.0.type'],
    [{ events: [{ ...installEvent, outcome: 'done' }] }, 'body.events.0.outcome'],
    [{ product: 'Nova', events: [healthEvent] }, 'body.product'],
  ])('says where %o is wrong, and what to do', (value, where) => {
    const parsed = parseCheckins(value);
    const [problem] = parsed.ok ? [] : parsed.problems;
    expect(problem?.where).toBe(where);
    expect(problem?.what).not.toBe('');
    expect(problem?.fix).not.toBe('');
  });

  it('tells a batch that is only too long from one that is wrong', () => {
    expect(hasTooManyEvents({ events: Array.from({ length: 101 }, () => healthEvent) })).toBe(true);
    expect(hasTooManyEvents({ events: Array.from({ length: 100 }, () => healthEvent) })).toBe(false);
    expect(hasTooManyEvents({ events: 'x'.repeat(200) })).toBe(false);
    expect(hasTooManyEvents(null)).toBe(false);
  });
});
