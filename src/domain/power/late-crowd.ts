// Devices that have had the build for so many hours, as the gate tells ages apart: what they crash is counted once more.
import { type Dice, throwBinomial } from '../dice.ts';
import { lateHours } from '../gate/late.ts';

/** Since the last look, of one model and age. */
export type LateCounts = {
  readonly crashes: number;
  readonly exposure: number;
  readonly first: number;
  readonly firstExposure: number;
};

/** What a check-in of devices on the build brought, of whatever age. */
export type CheckIn = LateCounts & { readonly running: number; readonly cell: number; readonly model: number };

const width = 4;

export class LateCrowd {
  readonly #checkinHours: number;
  readonly #models: number;
  /** By hour of the install, in a ring, and model. */
  readonly #installed: Float64Array;
  readonly #ringHours: number;
  /** By age, and hour of check-in with model. */
  readonly #old: readonly Float64Array[];
  /** By model, age and count. */
  readonly #sums: Float64Array;

  constructor(models: number, checkinHours: number) {
    this.#models = models;
    this.#checkinHours = checkinHours;
    this.#ringHours = (lateHours.at(-1) ?? 0) + checkinHours + 1;
    this.#installed = new Float64Array(this.#ringHours * models);
    this.#old = lateHours.map(() => new Float64Array(models * checkinHours));
    this.#sums = new Float64Array(models * lateHours.length * width);
  }

  install(hour: number, model: number, devices: number): void {
    this.#installed[(hour % this.#ringHours) * this.#models + model] = devices;
  }

  /** An hour begins: a check-in speaks for the hours before it, so an age counts from the check-in after it was reached. */
  begin(hour: number): void {
    for (const [at, age] of lateHours.entries()) {
      const since = hour - age - this.#checkinHours;
      if (since < 0) continue;
      const old = this.#old[at] as Float64Array;
      for (let model = 0; model < this.#models; model++) {
        const cell = model * this.#checkinHours + (since % this.#checkinHours);
        old[cell] = (old[cell] ?? 0) + (this.#installed[(since % this.#ringHours) * this.#models + model] ?? 0);
      }
    }
    this.#installed.fill(0, (hour % this.#ringHours) * this.#models, ((hour % this.#ringHours) + 1) * this.#models);
  }

  /** A part of each check-in is of devices so old; who is older is among those who are younger. */
  hear({ running, cell, model, crashes, exposure, first, firstExposure }: CheckIn, dice: Dice): void {
    let [younger, crashed, crashedFirst] = [running, crashes, first];
    for (let at = 0; at < lateHours.length; at++) {
      const old = Math.min(younger, this.#old[at]?.[cell] ?? 0);
      if (old === 0) return;
      crashed = throwBinomial(dice, crashed, old / younger);
      crashedFirst = Math.min(crashed, throwBinomial(dice, crashedFirst, old / younger));
      const place = (model * lateHours.length + at) * width;
      const share = old / running;
      for (const [offset, count] of [crashed, exposure * share, crashedFirst, firstExposure * share].entries())
        this.#sums[place + offset] = (this.#sums[place + offset] ?? 0) + count;
      younger = old;
    }
  }

  read(model: number, at: number): LateCounts {
    const place = (model * lateHours.length + at) * width;
    const of = (offset: number) => this.#sums[place + offset] ?? 0;
    return { crashes: of(0), exposure: of(1), first: of(2), firstExposure: of(3) };
  }

  /** After a look. */
  clear(): void {
    this.#sums.fill(0);
  }
}
