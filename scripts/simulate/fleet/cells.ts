// The devices of a fleet, counted: alike in class, model and the phase of their check-ins, by what they run.
import { type Dice, throwBinomial } from '../dice.ts';
import type { Ground } from '../world/ground.ts';

/** Counts by cell; the cell of (class, model, phase) is `(class * models + model) * phases + phase`. */
export type Cells = {
  readonly models: number;
  readonly phases: number;
  /** How many check-ins after an install are told apart; the last place holds all later ones. */
  readonly ages: number;
  readonly waiting: Int32Array;
  readonly offered: Int32Array;
  /** By cell and age in check-ins. */
  readonly running: Int32Array;
  /** On the build, crashing in every check-in. */
  readonly looping: Int32Array;
  /** Of `waiting`, of `offered`, and of `running`: not crashed since the rollout began. */
  readonly waitingUntouched: Int32Array;
  readonly offeredUntouched: Int32Array;
  readonly runningUntouched: Int32Array;
};

export function startCells({ world, classes, shares }: Ground, ages: number): Cells {
  const models = shares.length;
  const phases = world.fleet.checkinHours;
  const count = classes.length * models * phases;
  const field = () => new Int32Array(count);
  return {
    models,
    phases,
    ages,
    waiting: field(),
    offered: field(),
    running: new Int32Array(count * ages),
    looping: field(),
    waitingUntouched: field(),
    offeredUntouched: field(),
    runningUntouched: field(),
  };
}

/** Puts a class of devices into its cells; what is not whole is rounded by chance, so that no cell is favoured. */
export function fillClass(cells: Cells, { classes, shares }: Ground, classIndex: number, dice: Dice): void {
  const devices = classes[classIndex]?.devices ?? 0;
  for (let model = 0; model < cells.models; model++) {
    for (let phase = 0; phase < cells.phases; phase++) {
      const exact = (devices * (shares[model] ?? 0)) / cells.phases;
      const whole = Math.floor(exact) + (dice() < exact % 1 ? 1 : 0);
      const cell = cellOf(cells, classIndex, model) + phase;
      cells.waiting[cell] = whole;
      cells.waitingUntouched[cell] = whole;
    }
  }
}

/** The cell of phase 0. */
export const cellOf = ({ models, phases }: Cells, classIndex: number, model: number): number =>
  (classIndex * models + model) * phases;

/** Offers the build to a share of the waiting devices of a cell, and says to how many. */
export function offerCell(cells: Cells, cell: number, share: number, dice: Dice): number {
  const { waiting, offered, waitingUntouched, offeredUntouched } = cells;
  const all = waiting[cell] ?? 0;
  const count = throwBinomial(dice, all, share);
  const fresh = throwPart(dice, waitingUntouched[cell] ?? 0, { of: all, take: count });
  waiting[cell] = all - count;
  waitingUntouched[cell] = (waitingUntouched[cell] ?? 0) - fresh;
  offered[cell] = (offered[cell] ?? 0) + count;
  offeredUntouched[cell] = (offeredUntouched[cell] ?? 0) + fresh;
  return count;
}

/** Takes an offer back from those who have not begun. */
export function withdrawCell({ waiting, offered, waitingUntouched, offeredUntouched }: Cells, cell: number): void {
  waiting[cell] = (waiting[cell] ?? 0) + (offered[cell] ?? 0);
  waitingUntouched[cell] = (waitingUntouched[cell] ?? 0) + (offeredUntouched[cell] ?? 0);
  offered[cell] = 0;
  offeredUntouched[cell] = 0;
}

/** How many of `marked` among `of` are in a sample of `take`: binomial, kept within what is possible. */
export function throwPart(dice: Dice, marked: number, { of, take }: { of: number; take: number }): number {
  if (of <= 0 || take <= 0) return 0;
  if (marked >= of) return take;
  const thrown = throwBinomial(dice, take, marked / of);
  return Math.max(take - (of - marked), Math.min(marked, thrown));
}
