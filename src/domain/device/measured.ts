// Counts what devices measured: of each device one value of each metric a day and side, in the bin of its first such hour.
import { groupBy } from '../group-by.ts';
import { type Metric, metrics } from './metric.ts';
import type { DeviceWindow, Hour, HourDelta } from './window.ts';

/** How many devices more (or fewer) are in one bin of one day of the service's clock. */
export type MetricDelta = Pick<HourDelta, 'rolloutId' | 'model' | 'arm'> & {
  readonly dayMs: number;
  readonly metric: Metric;
  readonly bin: number;
  readonly devices: number;
};

type Hours = Readonly<Partial<Record<Metric, number>>>;

/** In which hours a device's values of its newest day were counted, by side: what it says later that day is not. */
export type Measured = {
  readonly dayMs: number;
  readonly rolloutId: number;
  readonly new: Hours;
  readonly control: Hours;
};

const dayMs = 24 * 3_600_000;
const dayOf = (ms: number): number => Math.floor(ms / dayMs) * dayMs;

type First = {
  readonly window: DeviceWindow & { readonly arm: 'new' | 'control' };
  readonly metric: Metric;
  readonly bin: number;
  readonly at: number;
};

/** `sign` takes away what was added before. `known` is of before the claims, for both. */
export function deriveMetricDeltas(
  hours: ReadonlyMap<number, Hour>,
  known: Measured | null,
  sign: 1 | -1,
): MetricDelta[] {
  return listFirsts(hours, known).map(({ window: { rolloutId, model, arm }, metric, bin, at }) => {
    return { rolloutId, model, arm, dayMs: dayOf(at), metric, bin, devices: sign };
  });
}

/** The first value of each metric, day and side, but where it was counted before these hours. */
function listFirsts(hours: ReadonlyMap<number, Hour>, known: Measured | null): First[] {
  const order = [...hours].filter(([, { windows }]) => windows.some(({ bins }) => bins !== null));
  if (order.length === 0) return [];
  const earliest = Math.min(...hours.keys());
  const taken = new Set<string>();
  const firsts: First[] = [];
  for (const [at, { windows }] of order.sort(([a], [b]) => a - b)) {
    for (const window of [...windows].sort((a, b) => (a.buildId < b.buildId ? -1 : 1))) {
      if (!isCounted(window)) continue;
      for (const metric of metrics) {
        const bin = window.bins?.[metric];
        const place = [window.rolloutId, window.arm, dayOf(at), metric].join('\n');
        if (bin === undefined || taken.has(place)) continue;
        taken.add(place);
        if (!isBefore(earliest, known, { window, metric, at })) firsts.push({ window, metric, bin, at });
      }
    }
  }
  return firsts;
}

/**
 * Caches are cold and work that waited is done in the first hours after an install: a young install boots slower and
 * drains more on any build, so it is not compared (gates.md 3, novelty).
 */
function isCounted(window: DeviceWindow): window is First['window'] {
  return window.rolloutId !== 0 && window.arm !== 'aside' && !(window.arm === 'new' && window.ageH === 0);
}

function isBefore(earliest: number, known: Measured | null, { window, metric, at }: Omit<First, 'bin'>): boolean {
  if (known === null || known.dayMs !== dayOf(at) || known.rolloutId !== window.rolloutId) return false;
  return (known[window.arm][metric] ?? Number.POSITIVE_INFINITY) < earliest;
}

/** Of the newest day and rollout among what was known and what these hours hold. */
export function nextMeasured(hours: ReadonlyMap<number, Hour>, known: Measured | null): Measured | null {
  const earliest = Math.min(...hours.keys());
  // What lies within these hours is found in them again, or is first no more.
  let next =
    known === null
      ? null
      : { ...known, new: keepBefore(known.new, earliest), control: keepBefore(known.control, earliest) };
  for (const { window, metric, at } of listFirsts(hours, known)) {
    const { rolloutId, arm } = window;
    const order = next === null ? 1 : dayOf(at) - next.dayMs || rolloutId - next.rolloutId;
    if (order < 0) continue;
    if (next === null || order > 0) next = { dayMs: dayOf(at), rolloutId, new: {}, control: {} };
    next = { ...next, [arm]: { ...next[arm], [metric]: at } };
  }
  return next;
}

const keepBefore = (hours: Hours, earliest: number): Hours =>
  Object.fromEntries(Object.entries(hours).filter(([, at]) => at < earliest));

/** One delta for each sum; those that cancel out are left out. */
export function addUpMetrics(said: readonly MetricDelta[]): MetricDelta[] {
  const nameOf = ({ rolloutId, model, arm, dayMs: day, metric, bin }: MetricDelta) =>
    [rolloutId, model, arm, day, metric, bin].join('\n');
  return [...groupBy(said, nameOf).values()].flatMap((deltas): MetricDelta[] => {
    const [first] = deltas;
    const devices = deltas.reduce((sum, delta) => sum + delta.devices, 0);
    return first === undefined || devices === 0 ? [] : [{ ...first, devices }];
  });
}
