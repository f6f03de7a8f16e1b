// Tries a plan on each fault with seeded chance, and says what was found where, after how many devices.
import { createDice } from '../dice.ts';
import { type Fault, faults, goodBuild } from './fault.ts';
import { type Ending, rollTrial, type Setup } from './trial.ts';

/** Of one stage: how many trials came so far, and in how many of them this stage found the fault. */
export type StagePower = {
  readonly reached: number;
  readonly found: number;
  /** In this stage or an earlier one. */
  readonly foundSoFar: number;
  /** Of those found here, in the middle; null where none was. */
  readonly devices: number | null;
};

export type FaultPower = {
  readonly fault: string;
  readonly words: string;
  readonly trials: number;
  /** Before everyone was offered the build: `halted` by the gate, `held` for a person, or the hurt model `quarantined`. */
  readonly halted: number;
  readonly held: number;
  readonly quarantined: number;
  /** Devices that ran it (attempts, where installs fail; those of the hurt model) and hours, of what was stopped. */
  readonly devices: Spread | null;
  readonly hours: Spread | null;
  readonly stages: readonly StagePower[];
};

export type GoodPower = {
  readonly trials: number;
  readonly halted: number;
  readonly held: number;
  /** Until everyone was offered the build. */
  readonly hours: Spread | null;
  /** Trials that ended in each stage. */
  readonly stages: readonly number[];
};

/** The middle, and what nine in ten do not exceed. */
export type Spread = { readonly median: number; readonly most: number };

export type Power = { readonly good: GoodPower; readonly faults: readonly FaultPower[] };

/** How much of the work is done, as a share. */
export type PowerProgress = number;

export type Effort = {
  readonly seed: number;
  /** Most trials of a build; fewer where these settle it. */
  readonly trials: number;
};

/** Trials between two looks at what is known. */
const batch = 20;
const leastTrials = 60;
/** Standard error of a share at which more trials tell nobody anything: three points. */
const settled = 0.03;

/** Pure: the same seed gives the same figures. Yields how far it is, so that whoever runs it can say so. */
export function* measurePower(setup: Setup, effort: Effort): Generator<PowerProgress, Power> {
  const kinds = [goodBuild, ...faults];
  const endings: Ending[][] = [];
  for (const [kind, fault] of kinds.entries()) {
    const all: Ending[] = [];
    endings.push(all);
    while (all.length < effort.trials && !isSettled(setup, all)) {
      for (let left = Math.min(batch, effort.trials - all.length); left > 0; left--) {
        const trial = all.length;
        all.push(rollTrial(setup, fault, { dice: createDice(effort.seed, kind, trial), trial }));
      }
      yield (kind + all.length / effort.trials) / kinds.length;
    }
  }
  const [good = [], ...bad] = endings;
  return {
    good: deriveGoodPower(setup, good),
    faults: faults.map((fault, at) => deriveFaultPower(setup, fault, bad[at] ?? [])),
  };
}

/** No share that is told can still move by much. */
function isSettled({ stages }: Setup, endings: readonly Ending[]): boolean {
  const trials = endings.length;
  if (trials < leastTrials) return false;
  return stages.every((_, index) => {
    const count = endings.filter(({ kind, stage }) => kind !== 'everyone' && stage <= index).length;
    const share = (count + 1) / (trials + 2);
    return Math.sqrt((share * (1 - share)) / trials) <= settled;
  });
}

function deriveGoodPower({ stages }: Setup, endings: readonly Ending[]): GoodPower {
  const through = endings.filter(({ kind }) => kind === 'everyone');
  return {
    trials: endings.length,
    halted: countOf(endings, 'halted'),
    held: countOf(endings, 'held'),
    hours: deriveSpread(through.map(({ hours }) => hours)),
    stages: stages.map((_, index) => endings.filter((each) => each.kind !== 'everyone' && each.stage === index).length),
  };
}

function deriveFaultPower({ stages }: Setup, { id, words }: Fault, endings: readonly Ending[]): FaultPower {
  const stopped = endings.filter(({ kind }) => kind !== 'everyone');
  return {
    fault: id,
    words,
    trials: endings.length,
    halted: countOf(endings, 'halted'),
    held: countOf(endings, 'held'),
    quarantined: countOf(endings, 'quarantined'),
    devices: deriveSpread(stopped.map(({ devices }) => devices)),
    hours: deriveSpread(stopped.map(({ hours }) => hours)),
    stages: stages.map((_, index) => {
      const here = stopped.filter(({ stage }) => stage === index);
      const before = stopped.filter(({ stage }) => stage < index).length;
      const reached = endings.filter(({ stage }) => stage >= index).length;
      const devices = deriveSpread(here.map((each) => each.devices))?.median ?? null;
      return { reached, found: here.length, foundSoFar: before + here.length, devices };
    }),
  };
}

const countOf = (endings: readonly Ending[], kind: Ending['kind']): number =>
  endings.filter((ending) => ending.kind === kind).length;

/** Null of nothing. */
export function deriveSpread(values: readonly number[]): Spread | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), most: at(0.9) };
}
