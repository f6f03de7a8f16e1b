// What a rollout that went all the way teaches about the fleet, and what the lessons of several add up to.
import type { ModelPrior } from './borrow.ts';
import { derivePastRatio } from './drift.ts';
import type { PastRatio, StageEvidence } from './evidence.ts';
import { deriveOffsets, type Groups, type Offsets } from './groups.ts';
import type { Heard, ReportAge } from './heard.ts';
import { countedIn, sharesOf } from './judge.ts';
import { deriveLearnedPolicy, type PastShare, type PastShares } from './learned-policy.ts';
import { deriveRatioTotal } from './ledger.ts';
import {
  checkPolicy,
  deriveDefaultPolicy,
  type GatePolicy,
  lostOf,
  type Signal,
  type SignalRule,
  thenOf,
} from './policy.ts';
import { derivePastModels, derivePriors, type PastModel } from './priors.ts';

/** Counted on a build that was good enough for everybody. */
export type Lesson = {
  /** By signal: how many devices it happened to, of how many. Of silence they are control's: its rule is a ratio to them. */
  readonly shares: PastShares;
  /** Of those who were to come back, how many stayed away. */
  readonly lasting: PastShares;
  /** Its crash rate against its own control; null where too few crashed. */
  readonly crash: PastRatio | null;
  /** Who reported bugs, by age since the install. */
  readonly reports: readonly ReportAge[];
  /** Left out of what was learned before anybody counted them. */
  readonly models?: readonly PastModel[];
  readonly groups?: Groups;
};

/** Crashes of a group beside those of others like it: both sides of a ratio, and what it rests on. */
export type PastCompared = {
  readonly over: number;
  readonly under: number;
  readonly events: number;
  readonly otherEvents: number;
};

/** As it is remembered: by a later completion without a lesson a person said that the build of that day is good. */
export type PastLesson = Lesson & { readonly isBeforeReference: boolean };

/** What the gate goes by, beside the plan. */
export type Learned = Pick<Lesson, 'shares' | 'lasting'> & { readonly offsets?: Offsets };

/** A month of Fridays: an older fleet was another one (gates.md 3, novelty). */
export const lessonsLearned = 4;
/** A quarter of Fridays: the reference that small steps are added up against is the build before them, or a later one. */
export const lessonsOfDrift = 12;

/** Models in quarantine teach nothing: they have another build, and what is wrong with this one on them is not normal. */
export function deriveLesson(
  evidence: StageEvidence,
  { ages }: Heard,
  { quarantined, groups }: { readonly quarantined: readonly string[]; readonly groups: Groups },
): Lesson {
  const models = evidence.models.filter(({ model }) => !quarantined.includes(model));
  const shares: Partial<Record<Signal, PastShare>> = {};
  for (const signal of ['boot', 'failed-installs'] as const) {
    // Who came back after the hour did miss it, and the next build is asked within the hour.
    const { events, matured } = countedIn(thenOf(signal), models) ?? sharesOf(signal, models);
    if (matured > 0) shares[signal] = { events: Math.min(events, matured), devices: matured };
  }
  const totalOf = (signal: Signal) => deriveRatioTotal(models.flatMap(({ ratios }) => ratios[signal] ?? []));
  const { controlEvents, controlExposure } = totalOf('silence');
  if (controlExposure > 0) shares.silence = { events: controlEvents, devices: controlExposure };
  const lasting: Partial<Record<Signal, PastShare>> = {};
  for (const signal of ['boot', 'silence'] as const) {
    const { events, matured } = sharesOf(thenOf(lostOf(signal)), models);
    if (matured > 0) lasting[signal] = { events, devices: matured };
  }
  const crash = derivePastRatio(totalOf('crash-rate'));
  return { shares, lasting, crash, reports: ages, models: derivePastModels(models), groups };
}

/** `lessons` newest first. Where a plan states what is normal, that stands; where nothing usable was learned, the default does. */
export function deriveLearned(policy: GatePolicy, lessons: readonly Lesson[]): Learned {
  const recent = lessons.slice(0, lessonsLearned);
  const shares: Partial<Record<Signal, PastShare>> = {};
  const lasting: Partial<Record<Signal, PastShare>> = {};
  for (const rule of policy.signals.filter(isDefault)) {
    const { signal } = rule;
    const share = addUp(recent.flatMap((lesson) => lesson.shares[signal] ?? []));
    if (share !== null && isWorthLearning(policy, rule, share)) shares[signal] = share;
    const stayed = addUp(recent.flatMap((lesson) => lesson.lasting[signal] ?? []));
    if (stayed !== null && isUsable(deriveLearnedPolicy(policy, {}, { [signal]: stayed }))) lasting[signal] = stayed;
  }
  const offsets = deriveOffsets(
    recent.flatMap(({ groups }) => groups ?? []),
    crashMargin,
  );
  return { shares, lasting, ...(offsets.testers === 1 && offsets.fresh === 1 ? {} : { offsets }) };
}

/** The error of what is learned about crashes has to fit into it (gates.md 1.2, offsets). */
const crashMargin = 1.1;

/** How models compare with each other, for those that have no control; `lessons` newest first. */
export const derivePastPriors = (lessons: readonly Lesson[]): ModelPrior[] =>
  derivePriors(
    lessons.slice(0, lessonsLearned).flatMap(({ models }) => (models === undefined ? [] : [models])),
    crashMargin,
  );

function addUp(parts: readonly PastShare[]): PastShare | null {
  if (parts.length === 0) return null;
  const sum = (of: (part: PastShare) => number) => parts.reduce((total, part) => total + of(part), 0);
  return { events: sum(({ events }) => events), devices: sum(({ devices }) => devices) };
}

const isUsable = (policy: GatePolicy): boolean => checkPolicy(policy).length === 0;

function isDefault(rule: SignalRule): boolean {
  const usual = deriveDefaultPolicy(0).signals.find(({ signal }) => signal === rule.signal);
  return usual !== undefined && normalOf(usual) === normalOf(rule);
}

const normalOf = (rule: SignalRule): number | null => (rule.test === 'share' ? rule.limit : rule.base);

/**
 * Failed installs only raise their limit: two in a hundred are no harm (gates.md 1.3 d), however few failed before. And a
 * policy that could not be used would shut the gate for good.
 */
function isWorthLearning(policy: GatePolicy, rule: SignalRule, share: PastShare): boolean {
  const next = deriveLearnedPolicy(policy, { [rule.signal]: share });
  const changed = next.signals.find(({ signal }) => signal === rule.signal) ?? rule;
  if (rule.signal === 'failed-installs' && (normalOf(changed) ?? 0) <= (normalOf(rule) ?? 0)) return false;
  return normalOf(changed) !== normalOf(rule) && isUsable(next);
}

/** Ratios of the builds since the reference, of the last quarter at most, oldest first. */
export const derivePast = (lessons: readonly PastLesson[]): PastRatio[] =>
  lessons
    .slice(0, lessonsOfDrift)
    .filter(({ isBeforeReference }) => !isBeforeReference)
    .reverse()
    .flatMap(({ crash }) => crash ?? []);
