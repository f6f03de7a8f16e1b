// A small simulated fleet that runs one rollout under the real gate, hour by hour; for tests and for measuring the gate.
import { addCell, addShare, type Ledger, startLedger } from '../../../src/domain/gate/ledger.ts';
import { deriveDefaultPolicy, firstCrash, type GatePolicy } from '../../../src/domain/gate/policy.ts';
import { decideVerdict, type Verdict } from '../../../src/domain/gate/verdict.ts';
import { type Dice, drawBinomial, drawPoisson, makeDice } from './dice.ts';

/** What the build does worse than the one before; nothing for a good build. */
export type Fault = {
  readonly crash?: number;
  readonly oneModelCrash?: number;
  readonly brick?: number;
  readonly failedInstalls?: number;
};

export type World = {
  readonly fleet: number;
  /** Share of the fleet and crash rate relative to the mean, by model. */
  readonly models: Readonly<Record<string, readonly [share: number, crash: number]>>;
  /** Devices offered, cumulative, by stage. */
  readonly stages: readonly number[];
  readonly bakeH: number;
  readonly policyOf: (stage: number) => GatePolicy;
};

export type Outcome = {
  readonly end: 'completed' | 'halted' | 'held';
  readonly hours: number;
  /** Devices that took the build; of the faulty model alone where only one is. */
  readonly exposed: number;
  readonly quarantined: readonly string[];
  readonly verdict: Verdict;
};

/** 40,000 devices of five models; rates as in gates.md 4, world A, with a daily cycle. */
export const world: World = {
  fleet: 40_000,
  models: { 'A-1': [0.4, 1], 'B-2': [0.2, 0.8], 'C-3': [0.2, 1.5], 'D-4': [0.1, 1], 'E-5': [0.1, 1.2] },
  stages: [1000, 5000, 15_000, 39_600],
  bakeH: 24,
  policyOf: deriveDefaultPolicy,
};

/** The model that a one-model fault hits. */
export const faultyModel = 'B-2';

const hourMs = 3_600_000;
const crashesPerHour = 0.03 / 24;
const acceptPerHour = 0.1;
const healthySilent = 0.01;
const healthyUnconfirmed = 0.003;
const healthyFailed = 0.01;

/** Devices that began in one hour, and what becomes of them. */
type Arrivals = { accepted: number; silent: number; unconfirmed: number };
type Model = {
  name: string;
  crash: number;
  control: number;
  pending: number;
  running: number;
  taken: number;
  arrivals: Arrivals[];
  sums: Ledger['models'][number];
};

/** Runs one rollout to its end: deterministic in its arguments. */
export function simulateRollout(seed: number, fault: Fault = {}, { ...change }: Partial<World> = {}): Outcome {
  const here = { ...world, ...change };
  const dice = makeDice(seed);
  const ledger = startLedger(Object.keys(here.models));
  const models = ledger.models.map((sums): Model => {
    const [share, crash] = here.models[sums.model] ?? [0, 1];
    const control = Math.round(here.fleet * share);
    return { name: sums.model, crash, control, pending: 0, running: 0, taken: 0, arrivals: [], sums };
  });
  const quarantined: string[] = [];
  let [stage, stageH, tranches] = [0, 0, 0];
  offer(models, here.stages[0] ?? 0, quarantined);
  for (let hour = 1; ; hour++) {
    for (const model of models) runHour(model, { hour, fault, dice });
    countStage(ledger, models, stageH);
    ledger.reachedMs = hour * hourMs;
    const verdict = decideVerdict({
      evidence: ledger,
      policy: here.policyOf(stage),
      stage: {
        enteredMs: stageH * hourMs,
        bakeS: here.bakeH * 3600,
        tranches,
        isLast: stage === here.stages.length - 1,
      },
      quarantined,
      nowMs: hour * hourMs,
      isShown: false,
    });
    const outcome = { hours: hour, exposed: exposedTo(fault, models), quarantined, verdict };
    if (verdict.kind === 'halt') return { end: 'halted', ...outcome };
    if (verdict.asksPerson) return { end: 'held', ...outcome };
    if (verdict.kind === 'quarantine') quarantined.push(...verdict.models);
    const size = (here.stages[stage] ?? 0) - (here.stages[stage - 1] ?? 0);
    if (verdict.isTrancheDue) {
      tranches += 1;
      offer(models, size, quarantined);
    }
    if (verdict.kind !== 'advance') continue;
    [stage, stageH, tranches] = [stage + 1, hour, 0];
    const more = here.stages[stage];
    if (more === undefined) return { end: 'completed', ...outcome };
    offer(models, more - (here.stages[stage - 1] ?? 0), quarantined);
  }
}

/** Takes devices of all models that are offered it out of control, in proportion. */
function offer(models: readonly Model[], devices: number, quarantined: readonly string[]): void {
  const open = models.filter(({ name }) => !quarantined.includes(name));
  const left = open.reduce((sum, model) => sum + model.control, 0);
  for (const model of open) {
    const taken = left === 0 ? 0 : Math.min(model.control, Math.round((devices * model.control) / left));
    model.control -= taken;
    model.pending += taken;
  }
}

function runHour(model: Model, { hour, fault, dice }: { hour: number; fault: Fault; dice: Dice }): void {
  const rate = crashesPerHour * model.crash * (1 + 0.25 * Math.sin((2 * Math.PI * hour) / 24));
  const worse = (fault.crash ?? 1) * (model.name === faultyModel ? (fault.oneModelCrash ?? 1) : 1);
  const crashes = {
    exposure: model.running * 3600,
    events: drawPoisson(dice, rate * worse * model.running),
    controlExposure: model.control * 3600,
    controlEvents: drawPoisson(dice, rate * model.control),
  };
  // Crashes are so rare here that each is the first of its device.
  for (const signal of ['crash-rate', firstCrash]) addCell(model.sums, signal, crashes);
  const accepted = drawBinomial(dice, model.pending, acceptPerHour);
  const failed = drawBinomial(dice, accepted, fault.failedInstalls ?? healthyFailed);
  const bricked = drawBinomial(dice, accepted - failed, fault.brick ?? 0);
  const others = accepted - failed - bricked;
  const silent = bricked + drawBinomial(dice, others, healthySilent);
  const unconfirmed = bricked + drawBinomial(dice, others, healthyUnconfirmed);
  model.pending -= accepted;
  model.running += others;
  model.taken += accepted;
  model.arrivals.push({ accepted, silent, unconfirmed });
  model.sums.accepted += accepted;
  addShare(model.sums, 'failed-installs', { events: failed, started: accepted, matured: accepted });
  addOutcomes(model, hour, dice);
}

/** Boots are known after an hour, silence after a day; a sixth of control is asked each hour, as in four words a day. */
function addOutcomes({ arrivals, sums, control }: Model, hour: number, dice: Dice): void {
  const booted = arrivals[hour - 2];
  if (booted !== undefined) {
    const { accepted, unconfirmed } = booted;
    addShare(sums, 'boot', { events: unconfirmed, started: accepted, matured: accepted });
  }
  const heard = arrivals[hour - 25];
  if (heard === undefined) return;
  const asked = Math.round(control / 24);
  addCell(sums, 'silence', {
    events: heard.silent,
    exposure: heard.accepted,
    controlEvents: drawBinomial(dice, asked, healthySilent),
    controlExposure: asked,
  });
}

/** Those that neither fell silent nor wait: the day's arrivals count as due as soon as they spoke. */
function countStage(ledger: Ledger, models: readonly Model[], stageH: number): void {
  let [accepted, reported] = [0, 0];
  for (const { arrivals, sums } of models) {
    const of = (all: readonly Arrivals[], count: (each: Arrivals) => number) =>
      all.reduce((sum, each) => sum + count(each), 0);
    const staged = arrivals.slice(stageH);
    accepted += of(staged, (each) => each.accepted);
    reported += of(staged, (each) => each.accepted - each.silent);
    sums.due = of(arrivals, (each) => each.accepted - each.silent);
  }
  ledger.stage = { accepted, due: reported, reported };
}

function exposedTo(fault: Fault, models: readonly Model[]): number {
  const hit = fault.oneModelCrash === undefined ? models : models.filter((model) => model.name === faultyModel);
  return hit.reduce((sum, model) => sum + model.taken, 0);
}
