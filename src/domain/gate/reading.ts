// What is shown of each signal: counts, estimate, e-values against their lines, where it stands, what it needs.
import type { Interval } from './band.ts';
import { type Budget, deriveWeight } from './budget.ts';
import { deriveE } from './log-space.ts';
import type { Measure, Missing } from './measure.ts';
import { deriveMeasure } from './measure-signal.ts';
import { deriveNeeds } from './needs.ts';
import type { GatePolicy, Signal, SignalRule } from './policy.ts';
import type { ModelRows } from './rows.ts';

/**
 * `harm` is over its own line to halt; `against` forbids to advance; `missing` has nothing to judge by; `unproven` lacks the
 * evidence of safety that the policy asks for; `clear` lets pass. A halt can also come from several terms together.
 */
export type Standing = 'harm' | 'against' | 'missing' | 'unproven' | 'clear';

/** An e-value and the line it must reach. */
export type Score = { readonly e: number; readonly line: number };

export type SignalReading = {
  readonly signal: Signal;
  /** `null` for all models together. */
  readonly model: string | null;
  readonly standing: Standing;
  readonly missing: Missing | null;
  /** At the line this signal halts alone; its share of α is in the line. */
  readonly harm: Score;
  readonly safe: Score;
  readonly unit: 'device-hours' | 'devices';
  readonly events: number;
  readonly exposure: number;
  readonly control: { readonly events: number; readonly exposure: number } | null;
  /** A ratio to control where there is one, else a share of devices; `null` while unknown, or when only the build has events. */
  readonly estimate: number | null;
  /** What no look so far has excluded, at 1 − α; for all models together only. */
  readonly interval: Interval | null;
  readonly tolerance: number;
  /** A sentence; empty when the signal needs nothing. */
  readonly needs: string;
};

/** A reading with what the verdict adds up: the logarithm that the shown e-value was cut from. */
export type Judged = { readonly reading: SignalReading; readonly harmLogE: number };

/** Every signal for all models together, then every signal for each model that has something to show, in order of name. */
export function deriveReadings(models: readonly ModelRows[], policy: GatePolicy): Judged[] {
  const budget = { signals: policy.signals.map((rule) => rule.signal), modelCount: models.length };
  const pooled = policy.signals.map((rule) => deriveReading({ rule, model: null, rows: models, policy, budget }));
  const single = models
    .filter(hasSpoken)
    .flatMap((row) =>
      policy.signals.map((rule) => deriveReading({ rule, model: row.model, rows: [row], policy, budget })),
    );
  return [...pooled, ...single];
}

type Question = {
  rule: SignalRule;
  model: string | null;
  rows: readonly ModelRows[];
  policy: GatePolicy;
  budget: Budget;
};

function deriveReading(question: Question): Judged {
  const { rule, model, rows, policy } = question;
  const { alpha, beta, minDevices } = policy;
  const measure = deriveMeasure(rule, rows, { alpha, minDevices, isShown: model === null });
  const missing = deriveMissing(question, measure);
  const standing = deriveStanding(question, measure, missing);
  const reading: SignalReading = {
    signal: rule.signal,
    model,
    standing,
    missing,
    harm: { e: deriveE(measure.harmLogE), line: deriveHaltLine(question) },
    safe: { e: deriveE(measure.safety.logE), line: 1 / beta },
    unit: measure.unit,
    ...measure.counted,
    control: measure.control,
    estimate: measure.estimate,
    interval: measure.interval,
    tolerance: measure.tolerance,
    needs: deriveNeeds({ measure, missing, standing, beta }),
  };
  return { reading, harmLogE: measure.harmLogE };
}

function deriveStanding(question: Question, measure: Measure, missing: Missing | null): Standing {
  const { model, policy, budget } = question;
  if (measure.harmLogE >= Math.log(deriveHaltLine(question))) return 'harm';
  // Models share one β, so that a fleet of fifty models is not held fifty times as often.
  const againstLine = (model === null ? 1 : budget.modelCount) / policy.beta;
  if (measure.harmLogE >= Math.log(againstLine)) return 'against';
  if (missing !== null) return 'missing';
  // A single model has seldom the numbers for more; its tolerance is the one of all models together.
  if (model !== null) return 'clear';
  if (measure.isOver) return 'against';
  if (policy.evidence === 'safety' && measure.safety.logE < -Math.log(policy.beta)) return 'unproven';
  return 'clear';
}

function deriveHaltLine({ rule, model, policy, budget }: Question): number {
  return 1 / (policy.alpha * deriveWeight({ signal: rule.signal, model }, budget));
}

/** A model that few devices run, or that has no control left, is judged with the others; one that many run must be heard itself. */
function deriveMissing({ model, rows, policy }: Question, { missing }: Measure): Missing | null {
  if (model === null) return missing;
  if (missing === 'no-control') return null;
  return rows.some(({ attempts }) => attempts.accepted >= policy.minDevices) ? missing : null;
}

function hasSpoken({ attempts, crashes, silences }: ModelRows): boolean {
  return attempts.accepted > 0 || [...crashes, ...silences].some((cell) => cell.exposure > 0);
}
