// Where values stand on the charts: always inside, in order, and on the right side of the line.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SignalReading } from '../../../src/domain/gate/reading.ts';
import { evidenceScale, intervalScale, partOf } from '../../../src/pages/rollout/scale.ts';

const anyNumber = fc.oneof(
  fc.double(),
  fc.double({ min: 0, max: 10 }),
  fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY),
);

describe('evidence', () => {
  it('begins at 1, reaches the line at the line, and shows a little beyond', () => {
    expect(evidenceScale({ e: 1, line: 100 }).fill).toBe(0);
    expect(evidenceScale({ e: 10, line: 100 }).fill).toBeCloseTo(0.4);
    const atLine = evidenceScale({ e: 100, line: 100 });
    expect(atLine.fill).toBeCloseTo(atLine.line);
    expect(evidenceScale({ e: 1e40, line: 100 }).fill).toBe(1);
  });

  it('crosses the line exactly when the e-value does, and never leaves the chart', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e300, noNaN: true }),
        fc.double({ min: 2, max: 1e9, noNaN: true }),
        (e, line) => {
          const { fill, line: at } = evidenceScale({ e, line });
          expect(fill >= at - 1e-9).toBe(e >= line * (1 - 1e-9));
        },
      ),
    );
    fc.assert(
      fc.property(anyNumber, anyNumber, (e, line) => {
        const { fill } = evidenceScale({ e, line });
        expect(fill >= 0 && fill <= 1).toBe(true);
      }),
    );
  });
});

describe('an interval', () => {
  const reading = (changes: Partial<SignalReading>): SignalReading => ({
    signal: 'crash-rate',
    model: null,
    standing: 'clear',
    missing: null,
    harm: { e: 1, line: 286 },
    safe: { e: 1, line: 20 },
    unit: 'device-hours',
    events: 1,
    exposure: 10,
    control: { events: 1, exposure: 10 },
    estimate: 1,
    interval: { low: 0.5, high: 2 },
    tolerance: 1.5,
    needs: '',
    ...changes,
  });

  it('of a ratio stands on a logarithmic scale round 1', () => {
    const scale = intervalScale(reading({}));
    expect(scale?.even).toBeCloseTo(0.4);
    expect([scale?.low, scale?.high]).toEqual([expect.closeTo(0.2), expect.closeTo(0.6)]);
    expect(intervalScale(reading({ interval: { low: 2, high: null } }))?.high).toBe(1);
  });

  it('of a share has the tolerance in the middle, unless something is far beyond', () => {
    const share = { control: null, unit: 'devices', tolerance: 0.02 } as const;
    expect(intervalScale(reading({ ...share, estimate: 0.01, interval: { low: 0, high: 0.03 } }))?.limit).toBeCloseTo(
      0.5,
    );
    const far = intervalScale(reading({ ...share, estimate: 0.9, interval: { low: 0.8, high: 1 } }));
    expect(far?.at).toBeGreaterThan(0.8);
    expect(far?.limit).toBeLessThan(0.05);
  });

  it('is not drawn where there is none', () => {
    expect(intervalScale(reading({ interval: null }))).toBeNull();
  });

  it('never leaves the chart, whatever the numbers', () => {
    const interval = fc.record({ low: anyNumber, high: fc.option(anyNumber) });
    const control = fc.constantFrom(null, { events: 1, exposure: 1 });
    fc.assert(
      fc.property(interval, control, fc.option(anyNumber), anyNumber, (given, against, estimate, tolerance) => {
        const scale = intervalScale(reading({ interval: given, control: against, estimate, tolerance }));
        for (const value of Object.values(scale ?? {})) expect(value === null || (value >= 0 && value <= 1)).toBe(true);
      }),
    );
  });
});

it('a part of nothing is nothing, and no part is more than all', () => {
  expect([partOf(0, 0), partOf(5, 0), partOf(5, 10), partOf(15, 10), partOf(-1, 10)]).toEqual([0, 0, 0.5, 1, 0]);
});
