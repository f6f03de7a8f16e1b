// The arithmetic of a verdict, and nothing to print: the evidence of harm of every signal, all models together and each alone.
import { ln } from '../logarithm.ts';
import { borrowedOf } from './borrow.ts';
import { type Budget, deriveWeight } from './budget.ts';
import { apart, isCalmApart, isOneModels } from './burst.ts';
import type { ModelEvidence, RatioSums, ShareSums } from './evidence.ts';
import { deriveSilenceHarm } from './fell-silent.ts';
import { countLateHarmed, deriveLateHarm, lateFirstOf, lateOf } from './late.ts';
import { deriveLogSum } from './log-space.ts';
import { deriveGuardedHarm, deriveShareRuleHarm } from './measure.ts';
import { firstCrash, type GatePolicy, lostOf, type Signal, type SignalRule } from './policy.ts';
import { countLacking, type Doubt, deriveAgainstLine, deriveSureHarm } from './sure.ts';

/** The e-value of one signal, pooled (`model: null`) or for one model. */
export type Term = { readonly signal: Signal; readonly model: string | null; readonly logE: number };

export type Judged = {
  /** ln of the weighted mean of all e-values, valid under any dependence between them (Vovk and Wang 2021). */
  readonly logE: number;
  /** Those of all models together, in the order of the rules. */
  readonly pooled: readonly Term[];
  readonly single: readonly Term[];
  /** The term that gives most of the mean. */
  readonly largest: Term | null;
};

export function deriveBudget(policy: GatePolicy, modelCount: number): Budget {
  return { signals: policy.signals.map(({ signal }) => signal), modelCount };
}

/** `budget` is that of all models, also where only some of them are judged: weights never move once counting began. */
export function judgeHarm(models: readonly ModelEvidence[], policy: GatePolicy, budget: Budget): Judged {
  const pooled: Term[] = [];
  const single: Term[] = [];
  const weighted: number[] = [];
  let largest: Term | null = null;
  let most = Number.NEGATIVE_INFINITY;
  const add = (to: Term[], term: Term, logWeight: number) => {
    to.push(term);
    const part = logWeight + term.logE;
    weighted.push(part);
    if (part > most) [most, largest] = [part, term];
  };
  for (const rule of policy.signals) {
    const { signal } = rule;
    const harmOf = (whose: readonly ModelEvidence[], isSingle: boolean) => {
      const logE = deriveHarm(rule, whose, isSingle);
      const line = deriveAgainstLine(policy, isSingle, budget.modelCount);
      return logE <= line
        ? logE
        : deriveSureHarm(logE, doubtOf(rule, policy, { models: whose, isSingle, among: models }), line);
    };
    add(pooled, { signal, model: null, logE: harmOf(models, false) }, ln(deriveWeight(signal, null, budget)));
    const logWeight = ln(deriveWeight(signal, '', budget));
    for (const each of models) add(single, { signal, model: each.model, logE: harmOf([each], true) }, logWeight);
  }
  // Models that are not judged any more keep their weight, and an e-value of one fills it.
  const spent = Math.min(1, weightOf(policy, models.length, budget));
  if (spent < 1 - 1e-12) weighted.push(ln(1 - spent));
  return { logE: deriveLogSum(weighted), pooled, single, largest };
}

function weightOf({ signals }: GatePolicy, modelCount: number, budget: Budget): number {
  let spent = 0;
  for (const { signal } of signals) {
    spent += deriveWeight(signal, null, budget) + modelCount * deriveWeight(signal, '', budget);
  }
  return spent;
}

function deriveHarm(rule: SignalRule, models: readonly ModelEvidence[], isSingle: boolean): number {
  const { signal } = rule;
  if (rule.test === 'share') return deriveShareRuleHarm(rule, sharesOf(signal, models), lostIn(rule, models));
  if (signal === 'late-crash') return deriveLateHarm(rule, models);
  const guarded = deriveGuardedHarm(rule, ratiosOf(signal, models, isSingle), guardsOf(signal, models, isSingle));
  return signal === 'silence' ? deriveSilenceHarm(rule, guarded, { lost: lostIn(rule, models), models }) : guarded;
}

type Whose = {
  readonly models: readonly ModelEvidence[];
  readonly isSingle: boolean;
  /** All that are judged, those among them. */
  readonly among: readonly ModelEvidence[];
};

export function doubtOf(rule: SignalRule, policy: GatePolicy, whose: Whose): Doubt {
  const harmed = () => countHarmed(rule.signal, whose.models, whose.isSingle);
  return {
    lacking: rule.test === 'share' ? 0 : countLacking(rule, policy, harmed()),
    isBurst: isBurst(rule, whose),
  };
}

/** Nothing is excused where nobody counts attempts by the hour. */
function isBurst(rule: SignalRule, { models, isSingle, among }: Whose): boolean {
  if (rule.test !== 'share' || rule.signal !== 'failed-installs') return false;
  const others = countedIn(apart, models);
  if (others === null || !isCalmApart(deriveShareRuleHarm(rule, others, null))) return false;
  const inBurst = among.map(({ model, shares }) => {
    const [all, rest] = [shares[rule.signal], shares[apart]];
    const less = (of: 'events' | 'started') => Math.max(0, (all?.[of] ?? 0) - (rest?.[of] ?? 0));
    return { model, events: less('events'), started: less('started') };
  });
  return !isOneModels(inBurst, isSingle ? (models[0]?.model ?? null) : null, rule.limit);
}

/** Devices with the event, as far as they can be told apart: first crashes where they are counted, else events. */
function countHarmed(signal: string, models: readonly ModelEvidence[], isSingle: boolean): number {
  if (signal === 'late-crash') return countLateHarmed(models);
  const firsts = guardsOf(signal, models, isSingle);
  const parts = firsts.length > 0 ? firsts : ratiosOf(signal, models, isSingle);
  return parts.reduce((sum, { events }) => sum + events, 0);
}

/** Null where the rule does not ask who stays away, or nobody counted it. */
export function lostIn({ signal, lasting }: SignalRule, models: readonly ModelEvidence[]): ShareSums | null {
  if (lasting === undefined || (signal !== 'boot' && signal !== 'silence')) return null;
  return countedIn(lostOf(signal), models);
}

/** Null where nobody counts it: an entry of zeros says that it was counted and there was none. */
export const countedIn = (name: string, models: readonly ModelEvidence[]): ShareSums | null =>
  models.some(({ shares }) => shares[name] !== undefined) ? sharesOf(name, models) : null;

/** What is shown of a signal; of late crashes the widest part. */
export const sumsNameOf = (signal: string): string => (signal === 'late-crash' ? lateOf(24) : signal);

/** Sums on control that others lent: all together, they would count it twice. */
const lentTo = (signal: string, models: readonly ModelEvidence[]): RatioSums[] =>
  models.flatMap(({ ratios }) => {
    const sums = ratios[borrowedOf(signal)];
    return sums === undefined ? [] : [sums];
  });

/** Sums of a signal, of those models that have any; of a single model also those on borrowed control. */
export function ratiosOf(signal: string, models: readonly ModelEvidence[], isSingle = false): RatioSums[] {
  const found: RatioSums[] = isSingle ? lentTo(signal, models) : [];
  for (const { ratios } of models) {
    const sums = ratios[sumsNameOf(signal)];
    if (sums !== undefined) found.push(sums);
  }
  return found;
}

/** First crashes, where the signal is one that a few loud devices could drive. */
export function guardsOf(signal: string, models: readonly ModelEvidence[], isSingle = false): RatioSums[] {
  const name = signal === 'crash-rate' ? firstCrash : signal === 'late-crash' ? lateFirstOf(24) : null;
  return name === null ? [] : ratiosOf(name, models, isSingle).filter(({ exposure }) => exposure > 0);
}

export function sharesOf(signal: string, models: readonly ModelEvidence[]): ShareSums {
  const total = { events: 0, started: 0, matured: 0 };
  for (const { shares } of models) {
    const sums = shares[signal];
    if (sums === undefined) continue;
    total.events += sums.events;
    total.started += sums.started;
    total.matured += sums.matured;
  }
  return total;
}
