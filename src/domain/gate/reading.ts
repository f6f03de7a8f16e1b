// What is shown of each signal: counts, estimate, e-values against their lines, where it stands, what it needs.
import { ln } from '../logarithm.ts';
import type { Interval } from './band.ts';
import { borrowedOf } from './borrow.ts';
import { type Budget, deriveWeight } from './budget.ts';
import type { ModelEvidence, RatioSums } from './evidence.ts';
import { deriveSilenceHarm, deriveTellingFalls } from './fell-silent.ts';
import { countedIn, doubtOf, guardsOf, type Judged, lostIn, ratiosOf, sharesOf } from './judge.ts';
import { deriveLateHarm } from './late.ts';
import { deriveRatioTotal } from './ledger.ts';
import { deriveE } from './log-space.ts';
import { deriveGuardedHarm, type Measure, type Missing, measureRatio, measureShare, type Unit } from './measure.ts';
import { deriveNeeds } from './needs.ts';
import { type GatePolicy, quiet, type RatioRule, type Signal, type SignalRule } from './policy.ts';
import { deriveAgainstLine, deriveSureHarm } from './sure.ts';

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
  readonly unit: Unit;
  readonly events: number;
  readonly exposure: number;
  readonly control: { readonly events: number; readonly exposure: number } | null;
  /** A ratio to control where there is one, else a share of devices; `null` while unknown, or when only the build has events. */
  readonly estimate: number | null;
  /** What no look so far has excluded, at 1 − α. */
  readonly interval: Interval | null;
  readonly tolerance: number;
  /** A sentence; empty when the signal needs nothing. */
  readonly needs: string;
};

/** Who is read, under which rules. */
export type Panel = {
  readonly models: readonly ModelEvidence[];
  readonly policy: GatePolicy;
  readonly budget: Budget;
};

/** Every signal for all models together. */
export function derivePooledReadings(panel: Panel): SignalReading[] {
  return panel.policy.signals.map((rule) => deriveReading(panel, { rule, model: null, rows: panel.models }));
}

/** Every signal for each model that has something to show, in order of name. */
export function deriveModelReadings(panel: Panel): SignalReading[] {
  return panel.models
    .filter(hasSpoken)
    .flatMap((row) =>
      panel.policy.signals.map((rule) => deriveReading(panel, { rule, model: row.model, rows: [row] })),
    );
}

/** Of those, the ones that can forbid to advance: the same, in the same order, at a tenth of the cost. */
export function deriveDoubtfulReadings(panel: Panel, { single }: Judged): SignalReading[] {
  const { models, policy, budget } = panel;
  const line = ln(budget.modelCount / policy.beta);
  const isAgainst = new Set(single.filter(({ logE }) => logE >= line).map(({ signal, model }) => `${signal} ${model}`));
  return models
    .filter(hasSpoken)
    .flatMap((row) =>
      policy.signals
        .filter((rule) => isAgainst.has(`${rule.signal} ${row.model}`) || lacksWords(rule, row))
        .map((rule) => deriveReading(panel, { rule, model: row.model, rows: [row] })),
    );
}

/** Whether anything could be missing; `deriveMissing` says whether it matters. */
function lacksWords(rule: SignalRule, { ratios, shares }: ModelEvidence): boolean {
  const { test, signal } = rule;
  if (isHarmOnly(rule)) return false;
  if (test === 'share') return (shares[signal]?.matured ?? 0) === 0;
  const sums = ratios[signal];
  return sums === undefined || sums.exposure === 0 || sums.controlExposure === 0;
}

type Subject = { rule: SignalRule; model: string | null; rows: readonly ModelEvidence[] };

export function deriveReading(panel: Panel, subject: Subject): SignalReading {
  const { rule, model, rows } = subject;
  const { beta } = panel.policy;
  const against = deriveAgainstLine(panel.policy, model !== null, panel.budget.modelCount);
  const doubt = doubtOf(rule, panel.policy, { models: rows, isSingle: model !== null, among: panel.models });
  const whole = deriveMeasure(panel.policy, subject);
  const measure = { ...whole, harmLogE: deriveSureHarm(whole.harmLogE, doubt, against) };
  const missing = deriveMissing(panel, subject, measure);
  const standing = deriveStanding(panel, subject, { measure, missing });
  return {
    signal: rule.signal,
    model,
    standing,
    missing,
    harm: { e: deriveE(measure.harmLogE), line: deriveHaltLine(panel, rule.signal, model) },
    safe: { e: deriveE(measure.safety.logE), line: 1 / beta },
    unit: measure.unit,
    ...measure.counted,
    control: measure.control,
    estimate: measure.estimate,
    interval: measure.interval,
    tolerance: measure.tolerance,
    needs: deriveNeeds({ measure, missing, standing, beta, doubt, isLent: model !== null && isLent(rule, rows) }),
  };
}

/**
 * Bricks show within the hour where devices confirm their boot, and by silence where they do not: without enough
 * confirmations, silence must exclude what boots would have.
 */
function isBootUntold(rows: readonly ModelEvidence[], { minDueShare }: GatePolicy): boolean {
  const accepted = rows.reduce((sum, row) => sum + row.accepted, 0);
  return sharesOf('boot', rows).started < minDueShare * accepted;
}

function deriveMeasure(policy: GatePolicy, { rule, model, rows }: Subject): Measure {
  const { alpha } = policy;
  const lost = lostIn(rule, rows);
  if (rule.test === 'share') return measureShare(rule, { sums: sharesOf(rule.signal, rows), lost }, alpha);
  const firsts = guardsOf(rule.signal, rows, model !== null);
  const parts = ratiosOf(rule.signal, rows, model !== null);
  const first = firsts.length === 0 ? null : deriveRatioTotal(firsts);
  const falls = rule.signal === 'silence' ? deriveTellingFalls(rule, parts, { models: rows, beta: policy.beta }) : null;
  const counts = {
    harmLogE: deriveOwnHarm(rule, rows, parts),
    sums: deriveRatioTotal(parts),
    shown: falls === null ? null : deriveRatioTotal(falls),
    first,
    quiet: rule.signal === 'silence' ? countedIn(quiet, rows) : null,
  };
  const boot = policy.signals.find(({ signal }) => signal === 'boot');
  const isAlone = rule.signal === 'silence' && boot !== undefined && isBootUntold(rows, policy);
  const tolerance = isAlone ? Math.min(rule.tolerance, boot.tolerance) : rule.tolerance;
  return measureRatio({ ...rule, tolerance }, counts, alpha);
}

/** Where harm is not that of the sums alone; null where it is. */
function deriveOwnHarm(rule: RatioRule, rows: readonly ModelEvidence[], parts: readonly RatioSums[]): number | null {
  if (rule.signal === 'late-crash') return deriveLateHarm(rule, rows);
  if (rule.signal !== 'silence') return null;
  return deriveSilenceHarm(rule, deriveGuardedHarm(rule, parts, []), { lost: lostIn(rule, rows), models: rows });
}

type Found = { measure: Measure; missing: Missing | null };

function deriveStanding(panel: Panel, { rule, model, rows }: Subject, { measure, missing }: Found): Standing {
  const { policy, budget } = panel;
  if (measure.harmLogE >= ln(deriveHaltLine(panel, rule.signal, model))) return 'harm';
  if (measure.againstLogE >= deriveAgainstLine(policy, model !== null, budget.modelCount)) return 'against';
  if (isHarmOnly(rule)) return 'clear';
  if (missing !== null) return isUndue(rule, policy, missing) ? 'clear' : 'missing';
  // A single model has seldom the numbers for more; its tolerance is the one of all models together.
  if (model !== null || policy.evidence === 'no-harm' || isUntold(measure)) return 'clear';
  // Silence speaks for all devices, then also for the few that do confirm.
  if (rule.signal === 'boot' && isCoveredBySilence(policy, rows)) return 'clear';
  return measure.safety.logE < -ln(policy.beta) ? 'unproven' : 'clear';
}

/**
 * Silence takes a day to be due. A rung that asks for no proof of safety is not held for it: how many of its attempts must
 * have told how they ended is asked of the stage (`minDueShare`), and a brick tells nothing.
 */
const isUndue = (rule: SignalRule, { evidence }: GatePolicy, missing: Missing): boolean =>
  evidence === 'no-harm' && rule.signal === 'silence' && missing === 'none-due';

/** Nothing was counted, and that is no lack: other signals speak for it. */
const isUntold = ({ counted }: Measure): boolean => counted.exposure === 0;

function deriveHaltLine({ policy, budget }: Panel, signal: string, model: string | null): number {
  return 1 / (policy.alpha * deriveWeight(signal, model, budget));
}

/** Of the installs that did not fail, this share has to confirm its boot for boots to speak where silence cannot yet. */
const bootCover = 0.8;

/** Boots are known after an hour, silence after a day (gates.md 3, sharper silence). */
function isCoveredByBoots({ policy }: Panel, { rule, rows }: Subject): boolean {
  if (rule.signal !== 'silence' || !isWatched(policy, 'boot')) return false;
  const boots = sharesOf('boot', rows);
  const installs = sharesOf('failed-installs', rows);
  return boots.matured >= policy.minDevices && boots.matured >= bootCover * (installs.started - installs.events);
}

const isCoveredBySilence = (policy: GatePolicy, rows: readonly ModelEvidence[]): boolean =>
  isWatched(policy, 'silence') && isBootUntold(rows, policy) && countedIn(quiet, rows) !== null;

const isLent = ({ signal }: SignalRule, rows: readonly ModelEvidence[]): boolean =>
  rows.some(({ ratios }) => ratios[borrowedOf(signal)] !== undefined);

const isHarmOnly = (rule: SignalRule): boolean => rule.test === 'ratio' && rule.isHarmOnly === true;

const isWatched = ({ signals }: GatePolicy, name: Signal): boolean => signals.some(({ signal }) => signal === name);

/** A model that few devices run is judged with the others; one that many run must be heard itself. */
function deriveMissing(panel: Panel, subject: Subject, { missing }: Measure): Missing | null {
  const { model, rows } = subject;
  if (missing === 'none-due' && isCoveredByBoots(panel, subject)) return null;
  if (model === null) return missing;
  // Nobody on the old build to compare with: few devices are judged with the others, many are not let through unseen.
  const least = missing === 'no-control' ? panel.policy.minDevicesPerModel : panel.policy.minDevices;
  return rows.some(({ accepted }) => accepted >= least) ? missing : null;
}

function hasSpoken({ accepted, ratios, shares }: ModelEvidence): boolean {
  if (accepted > 0 || Object.values(shares).some(({ started }) => started > 0)) return true;
  return Object.values(ratios).some(({ exposure, controlExposure }) => exposure > 0 || controlExposure > 0);
}
