// A small simulated fleet that runs one rollout under the real gate, hour by hour; for tests and for measuring the gate.
import type { CrashWindow, InstallCounts, StageEvidence } from '../../../src/domain/gate/evidence.ts';
import { deriveDefaultPolicy, type GatePolicy } from '../../../src/domain/gate/policy.ts';
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
  readonly deadlineH: number;
  readonly lookEveryH: number;
  readonly policyOf: (stage: number) => GatePolicy;
};

export type Outcome = {
  readonly end: 'completed' | 'halted' | 'held';
  readonly hours: number;
  /** Devices that took the build; of the faulty model alone where only one is. */
  readonly exposed: number;
  readonly verdict: Verdict;
};

/** 20,000 devices of four models; rates as in gates.md 4, world A, with a daily cycle. */
export const world: World = {
  fleet: 20_000,
  models: { 'A-1': [0.4, 1], 'B-2': [0.3, 0.6], 'C-3': [0.2, 1.5], 'D-4': [0.1, 1] },
  stages: [1000, 4000, 10_000, 19_800],
  bakeH: 24,
  deadlineH: 24,
  lookEveryH: 2,
  policyOf: deriveDefaultPolicy,
};

/** The model that a one-model fault hits. */
export const faultyModel = 'B-2';

const hourMs = 3_600_000;
const crashesPerHour = 0.03 / 24;
const acceptPerHour = 0.07;
const healthySilent = 0.01;
const healthyFailed = 0.01;
/** Longer than this in one stage, a person is asked (gates.md 5). */
const heldAfterH = 96;

type Arrivals = { accepted: number; failed: number; confirmed: number; quiet: number };
type Model = { name: string; crash: number; control: number; pending: number; running: number; arrivals: Arrivals[] };

/** Runs one rollout to its end: deterministic in its arguments. */
export function simulateRollout(seed: number, fault: Fault = {}, { ...change }: Partial<World> = {}): Outcome {
  const here = { ...world, ...change };
  const dice = makeDice(seed);
  const models = Object.entries(here.models).map(([name, [share, crash]]): Model => {
    return { name, crash, control: Math.round(here.fleet * share), pending: 0, running: 0, arrivals: [] };
  });
  const windows: CrashWindow[] = [];
  let [stage, stageH] = [0, 0];
  offer(models, here.stages[0] ?? 0);
  for (let hour = 0; ; hour++) {
    for (const model of models) windows.push(runHour(model, { hour, fault, dice }));
    if (hour % here.lookEveryH !== 0) continue;
    const verdict = decideVerdict({
      evidence: gather({ models, windows, hour, stageH, deadlineH: here.deadlineH }),
      policy: here.policyOf(stage),
      bake: { startedMs: stageH * hourMs, minimumS: here.bakeH * 3600 },
      nowMs: hour * hourMs,
    });
    const outcome = { hours: hour, exposed: exposedTo(fault, models), verdict };
    if (verdict.kind === 'halt') return { end: 'halted', ...outcome };
    if (verdict.kind === 'hold' && hour - stageH >= heldAfterH) return { end: 'held', ...outcome };
    if (verdict.kind !== 'advance') continue;
    stage += 1;
    stageH = hour;
    const more = here.stages[stage];
    if (more === undefined) return { end: 'completed', ...outcome };
    offer(models, more - (here.stages[stage - 1] ?? 0));
  }
}

/** Takes devices of all models out of control, in proportion. */
function offer(models: readonly Model[], devices: number): void {
  const left = models.reduce((sum, model) => sum + model.control, 0);
  for (const model of models) {
    const taken = Math.min(model.control, Math.round((devices * model.control) / left));
    model.control -= taken;
    model.pending += taken;
  }
}

function runHour(model: Model, { hour, fault, dice }: { hour: number; fault: Fault; dice: Dice }): CrashWindow {
  const rate = crashesPerHour * model.crash * (1 + 0.25 * Math.sin((2 * Math.PI * hour) / 24));
  const worse = (fault.crash ?? 1) * (model.name === faultyModel ? (fault.oneModelCrash ?? 1) : 1);
  const window: CrashWindow = {
    model: model.name,
    hourMs: hour * hourMs,
    newExposureS: model.running * 3600,
    newCrashes: drawPoisson(dice, rate * worse * model.running),
    controlExposureS: model.control * 3600,
    controlCrashes: drawPoisson(dice, rate * model.control),
  };
  const accepted = drawBinomial(dice, model.pending, acceptPerHour);
  const failed = drawBinomial(dice, accepted, fault.failedInstalls ?? healthyFailed);
  const quiet = drawBinomial(dice, accepted - failed, 1 - (1 - (fault.brick ?? 0)) * (1 - healthySilent));
  const confirmed = accepted - failed - quiet;
  model.pending -= accepted;
  model.running += confirmed;
  model.arrivals.push({ accepted, failed, confirmed, quiet });
  return window;
}

type Gathering = { models: Model[]; windows: CrashWindow[]; hour: number; stageH: number; deadlineH: number };

function gather({ models, windows, hour, stageH, deadlineH }: Gathering): StageEvidence {
  const rows = models.map((model) => countAttempts(model, { fromH: 0, maturedH: hour - deadlineH }));
  const fresh = models.map((model) => countAttempts(model, { fromH: stageH, maturedH: hour - deadlineH }));
  const total = (of: (row: InstallCounts) => number) => fresh.reduce((sum, row) => sum + of(row), 0);
  return {
    models: models.map((model) => model.name),
    stage: {
      accepted: total((row) => row.accepted),
      due: total((row) => row.due),
      reported: total((row) => row.confirmed + row.failed),
    },
    installs: rows,
    windows,
    silences: [],
  };
}

function countAttempts(model: Model, { fromH, maturedH }: { fromH: number; maturedH: number }): InstallCounts {
  const from = model.arrivals.slice(fromH);
  const ripe = model.arrivals.slice(fromH, Math.max(fromH, maturedH + 1));
  const sum = (of: readonly Arrivals[], what: keyof Arrivals) => of.reduce((all, arrivals) => all + arrivals[what], 0);
  const [failed, confirmed, silent] = [sum(from, 'failed'), sum(from, 'confirmed'), sum(ripe, 'quiet')];
  return {
    model: model.name,
    accepted: sum(from, 'accepted'),
    due: failed + confirmed + silent,
    failed,
    confirmed,
    matured: sum(ripe, 'accepted'),
    silent,
  };
}

function exposedTo(fault: Fault, models: readonly Model[]): number {
  const hit = fault.oneModelCrash === undefined ? models : models.filter((model) => model.name === faultyModel);
  const took = (model: Model) => model.arrivals.reduce((sum, { accepted }) => sum + accepted, 0);
  return hit.reduce((sum, model) => sum + took(model), 0);
}
