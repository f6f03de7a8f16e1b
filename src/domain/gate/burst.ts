// Tells failures of an outage from failures of a build: those came in one burst of hours, these whenever somebody installs.
import { ln } from '../logarithm.ts';
import type { ShareSums } from './evidence.ts';

/** Attempts of one model that began in one hour of the service's clock, and those of them that failed until now. Whole devices. */
export type AttemptWindow = {
  readonly model: string;
  readonly hourMs: number;
  readonly accepted: number;
  readonly failed: number;
};

/** Name of the sums of attempts outside the worst hours; no signal of its own. */
export const apart = 'failed-installs-apart';

const hourMs = 3_600_000;
/** Downloads that fail for half a day are an outage; what fails longer fails like a bad build, and is stopped like one. */
const burstHours = 12;
/**
 * Outside the burst harm has to be three times less likely than health: sixteen installs without a failure say so. A build
 * that fails always seldom has as many (one in eight, at 12 %), and not for long.
 */
const calmLogE = -ln(3);

/** By model, attempts outside those twelve hours in which most failed, of all models together; the earliest of several. */
export function deriveApart(windows: readonly AttemptWindow[]): Map<string, ShareSums> {
  const fromMs = deriveWorst(windows);
  const sums = new Map<string, ShareSums>();
  for (const { model, hourMs: at, accepted, failed } of windows) {
    const was = sums.get(model) ?? { events: 0, started: 0, matured: 0 };
    const isIn = at >= fromMs && at < fromMs + burstHours * hourMs;
    const [events, started] = isIn ? [was.events, was.started] : [was.events + failed, was.started + accepted];
    sums.set(model, { events, started, matured: started });
  }
  return sums;
}

function deriveWorst(windows: readonly AttemptWindow[]): number {
  const failed = new Map<number, number>();
  for (const window of windows)
    if (window.failed > 0) failed.set(window.hourMs, (failed.get(window.hourMs) ?? 0) + window.failed);
  let [worstMs, most] = [0, 0];
  for (const fromMs of [...failed.keys()].sort((a, b) => a - b)) {
    let count = 0;
    for (let hour = 0; hour < burstHours; hour++) count += failed.get(fromMs + hour * hourMs) ?? 0;
    if (count > most) [worstMs, most] = [fromMs, count];
  }
  return worstMs;
}

/** Whether installs before and after the worst hours went well; `logE` is the evidence of harm of those. */
export const isCalmApart = (logE: number): boolean => logE <= calmLogE;

/** Installs of one model within the worst hours. */
export type InBurst = { readonly model: string; readonly events: number; readonly started: number };

/** So many times more likely it has to be that the others install as on any day than that they fail half as often as the one. */
const sparedLogE = ln(20);
const usualFactor = 3;

/**
 * Whether the burst is one model's own: all others installed in the same hours as on any day. An outage spares nobody, a bad
 * image on one model does. Only one is asked about, the worst where none is named: of several, chance would find some.
 */
export function isOneModels(all: readonly InBurst[], suspect: string | null, limit: number): boolean {
  const shareOf = ({ events, started }: InBurst) => events / Math.max(1, started);
  const one =
    suspect === null
      ? all.reduce<InBurst | null>(
          (worst, each) => (worst !== null && shareOf(worst) >= shareOf(each) ? worst : each),
          null,
        )
      : (all.find(({ model }) => model === suspect) ?? null);
  if (one === null) return false;
  const half = shareOf(one) / 2;
  if (half < usualFactor * limit) return false;
  const others = all.filter(({ model }) => model !== one.model);
  const total = (of: (each: InBurst) => number) => others.reduce((sum, each) => sum + of(each), 0);
  const [events, started] = [total((each) => each.events), total((each) => each.started)];
  return events * ln(limit / half) + (started - events) * ln((1 - limit) / (1 - half)) >= sparedLogE;
}
