// Looks for the smallest change of a plan that mends what it does not see, and tries each on the changed plan before it is said.
import { createDice } from '../dice.ts';
import { everyoneCohort } from '../rollout/cohort.ts';
import { checkPlan, type Plan, type PlanStage } from '../rollout/plan.ts';
import { type Fault, faults, goodBuild } from './fault.ts';
import type { Fleet } from './fleet.ts';
import type { FaultPower, Power, PowerProgress } from './measure.ts';
import { type Ending, prepareSetup, rollTrial } from './trial.ts';

export type Advice = {
  /** Which stage is to be changed, and how. */
  readonly stage: number;
  readonly change: { readonly kind: 'devices'; readonly permille: number; readonly devices: number } | Longer;
  /** What it mends: found in this stage or before, or (for `good`) builds left to a person there. */
  readonly fault: string;
  readonly words: string;
  readonly before: number;
  /** As tried on the changed plan, in so many trials. */
  readonly after: number;
  readonly trials: number;
};

type Longer = { readonly kind: 'hours'; readonly hours: number; readonly bakeS: number };

/** A stage that is to find a fault finds it in nine of ten. */
const wanted = 0.9;
/** More good builds than this left to a person teach people to look away. */
const mostHeld = 0.05;
/** What does not get there is worth saying from ten points on. */
const worthwhile = 0.1;
const trials = 80;
/** So many trials show that a change does not help. */
const firstTrials = 20;
const hourS = 3600;
/** From the cheapest on: devices meet the build, hours only wait. */
const attempts = [{ hours: 12 }, { times: 1.5 }, { times: 2 }, { hours: 24 }, { times: 3 }] as const;

type Change = (typeof attempts)[number];

/** What the stage that asks first for proof should find by itself: gross faults, before a tenth of the fleet has them. */
const wantedEarly = ['crash-x2', 'brick-1pct', 'one-model-x5', 'silent-3pct'];
const mostAdvice = 3;

export type Ground = { readonly fleet: Fleet; readonly plan: Plan; readonly seed: number };

/** Yields how far it is, as a share. */
export function* adviseOn(ground: Ground, power: Power): Generator<PowerProgress, Advice[]> {
  const wishes = deriveWishes(ground, power).slice(0, mostAdvice);
  const advice: Advice[] = [];
  for (const [at, wish] of wishes.entries()) {
    let best: Advice | null = null;
    for (const [step, change] of attempts.entries()) {
      yield (at + step / attempts.length) / wishes.length;
      const tried = tryChange(ground, wish, change);
      if (tried !== null && gainOf(tried) > Math.max(worthwhile, best === null ? 0 : gainOf(best))) best = tried;
      if (best !== null && isEnough(best.after, wish.fault)) break;
    }
    if (best !== null) advice.push(best);
  }
  return advice;
}

const isGood = ({ id }: Pick<Fault, 'id'>): boolean => id === goodBuild.id;
const isEnough = (share: number, fault: Fault): boolean => (isGood(fault) ? share <= mostHeld : share >= wanted);
const gainOf = ({ fault, before, after }: Advice): number =>
  isGood({ id: fault }) ? (before - after) * 3 : after - before;

type Wish = { readonly fault: Fault; readonly stage: number; readonly before: number };

/** Weakest first. */
function deriveWishes({ plan }: Ground, power: Power): Wish[] {
  const early = deriveFirstProof(plan.stages);
  const last = deriveLastBefore(plan.stages);
  const wishes = power.faults.flatMap((found): Wish[] => {
    const fault = faults.find(({ id }) => id === found.fault);
    if (fault === undefined) return [];
    const stage = wantedEarly.includes(found.fault) ? early : last;
    const before = shareFound(found, stage);
    return before >= wanted ? [] : [{ fault, stage, before }];
  });
  return [...deriveHeldWish(power), ...wishes.sort((a, b) => a.before - b.before)];
}

const shareFound = ({ stages, trials: of }: FaultPower, stage: number): number =>
  (stages[stage]?.foundSoFar ?? 0) / Math.max(1, of);

function deriveHeldWish({ good }: Power): Wish[] {
  const stage = good.stages.indexOf(Math.max(...good.stages));
  const before = (good.stages[stage] ?? 0) / Math.max(1, good.trials);
  return before <= mostHeld ? [] : [{ fault: goodBuild, stage, before }];
}

/** The stage in which a gate first has to see that a build is safe; the first of all where none has to. */
const deriveFirstProof = (stages: readonly PlanStage[]): number =>
  Math.max(
    0,
    stages.findIndex(({ evidence }) => evidence === 'safety'),
  );

/** The stage before the one that reaches everybody: what is not found there is found by all. */
function deriveLastBefore(stages: readonly PlanStage[]): number {
  return Math.max(0, stages.length - 2);
}

function tryChange({ fleet, plan, seed }: Ground, { fault, stage, before }: Wish, attempt: Change): Advice | null {
  const changed = changePlan(plan, stage, attempt);
  const was = plan.stages[stage];
  const is = changed?.stages[stage];
  if (changed === null || was === undefined || is === undefined) return null;
  const setup = prepareSetup(fleet, changed.stages);
  const counts = (ending: Ending) =>
    ending.kind !== 'everyone' && (isGood(fault) ? ending.stage === stage : ending.stage <= stage);
  let hits = 0;
  for (let trial = 0; trial < trials; trial++) {
    // Seeds of their own: what is tried must not be what was chosen by.
    if (counts(rollTrial(setup, fault, { dice: createDice(seed, 1000 + trial), trial, until: stage }))) hits += 1;
    const isHopeless = isGood(fault) ? hits > before * trials : hits / firstTrials < before;
    if (trial + 1 === firstTrials && isHopeless) return null;
  }
  const change = describe(fleet, was, is);
  return { stage, change, fault: fault.id, words: fault.words, before, after: hits / trials, trials };
}

/** Null where the change makes no plan, or none that differs. */
export function changePlan(plan: Plan, stageIndex: number, change: Change): Plan | null {
  const was = plan.stages[stageIndex];
  if (was === undefined) return null;
  const permille = 'times' in change ? Math.min(1000, Math.ceil(was.permille * change.times)) : was.permille;
  const bakeS = 'hours' in change ? was.bakeS + change.hours * hourS : was.bakeS;
  if (permille === was.permille && bakeS === was.bakeS) return null;
  const stages = plan.stages.map((stage, index) => (index === stageIndex ? { ...stage, permille, bakeS } : stage));
  const changed = { ...plan, stages };
  return checkPlan(changed).length === 0 ? changed : null;
}

function describe(fleet: Fleet, was: PlanStage, is: PlanStage): Advice['change'] {
  if (is.bakeS !== was.bakeS) return { kind: 'hours', hours: (is.bakeS - was.bakeS) / hourS, bakeS: is.bakeS };
  return { kind: 'devices', permille: is.permille, devices: countDevices(fleet, is) };
}

/** Devices of the stage's cohort that lie below its permille. */
function countDevices({ devices, cohorts }: Fleet, { cohort, permille }: Pick<PlanStage, 'cohort' | 'permille'>) {
  const of = cohort === everyoneCohort ? devices : (cohorts[cohort] ?? 0);
  return Math.round((of * permille) / 1000);
}
