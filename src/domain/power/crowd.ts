// A fleet that lives hour by hour in numbers: who is offered the build installs it at a check-in, and everybody checks in.
import { type Dice, throwBinomial, throwPoisson } from '../dice.ts';
import { everyoneCohort } from '../rollout/cohort.ts';
import { Diary } from './diary.ts';
import type { Fault } from './fault.ts';
import type { Fleet } from './fleet.ts';
import { writeInstalls } from './installs.ts';
import { LateCrowd } from './late-crowd.ts';

const dayHours = 24;

/** Devices that nothing tells apart are counted: by cohort and model while they wait, then by model and hour of check-in. */
export class Crowd {
  readonly diary: Diary;
  readonly late: LateCrowd;
  /** By model: ran the build, bricked ones too; began to install. */
  readonly exposed: Float64Array;
  readonly attempted: Float64Array;
  readonly #fleet: Fleet;
  readonly #fault: Fault;
  readonly #dice: Dice;
  readonly #cohorts: readonly string[];
  readonly #isHurt: readonly boolean[];
  /** By cohort and model. */
  readonly #waiting: readonly Float64Array[];
  readonly #reached: number[];
  /** By model and hour of check-in. */
  readonly #offered: Float64Array;
  readonly #running: Float64Array;
  readonly #uncrashed: Float64Array;
  readonly #withdrawn = new Set<number>();
  /** Chance that an offered device begins at a check-in. */
  readonly #readiness: number;
  /** By model: chance of a crash between two check-ins, on the old build and on this one. */
  readonly #chance: Float64Array;
  readonly #buildChance: Float64Array;

  constructor(fleet: Fleet, { fault, hurt }: { fault: Fault; hurt: readonly boolean[] }, dice: Dice) {
    const { models, checkinHours } = fleet;
    this.#fleet = fleet;
    this.#fault = fault;
    this.#isHurt = hurt;
    this.#dice = dice;
    this.diary = new Diary(models.length);
    this.late = new LateCrowd(models.length, checkinHours);
    const [ofModels, ofCells] = [models.length, models.length * checkinHours];
    this.exposed = new Float64Array(ofModels);
    this.attempted = new Float64Array(ofModels);
    this.#offered = new Float64Array(ofCells);
    this.#running = new Float64Array(ofCells);
    this.#uncrashed = new Float64Array(ofCells);
    this.#cohorts = [everyoneCohort, ...Object.keys(fleet.cohorts)];
    this.#reached = this.#cohorts.map(() => 0);
    this.#waiting = fillCohorts(fleet);
    this.#readiness = 1 - (1 - fleet.installedInDay) ** (checkinHours / dayHours);
    const chanceOf = (crash: number) => -Math.expm1((-fleet.crashesPerDay * crash * checkinHours) / dayHours);
    this.#chance = Float64Array.from(models, ({ crash }) => chanceOf(crash));
    this.#buildChance = Float64Array.from(models, ({ crash }, at) => chanceOf(crash * (hurt[at] ? fault.crash : 1)));
  }

  /** Offers the build to everybody of the cohort whose place lies below the permille. */
  open({ cohort, permille }: { cohort: string; permille: number }): void {
    for (const [at, name] of this.#cohorts.entries()) {
      const [reached, share] = [this.#reached[at] ?? 0, permille / 1000];
      if ((cohort !== everyoneCohort && cohort !== name) || share <= reached) continue;
      this.#reached[at] = share;
      this.#offer(at, (share - reached) / (1 - reached));
    }
  }

  /** Offers the build to no more devices of a model. */
  withdraw(model: number): void {
    this.#withdrawn.add(model);
    const { checkinHours } = this.#fleet;
    const waiting = this.#waiting[0] as Float64Array;
    for (let cell = model * checkinHours; cell < (model + 1) * checkinHours; cell++) {
      waiting[model] = (waiting[model] ?? 0) + (this.#offered[cell] ?? 0);
      this.#offered[cell] = 0;
    }
  }

  /** Lives one hour. */
  live(hour: number): void {
    const { models, checkinHours } = this.#fleet;
    const phase = hour % checkinHours;
    this.late.begin(hour);
    for (let model = 0; model < models.length; model++) {
      const cell = model * checkinHours + phase;
      if ((this.#running[cell] ?? 0) > 0) this.#hearRunning(hour, model, cell);
      if ((this.#offered[cell] ?? 0) > 0) this.#install(hour, model, cell);
    }
    this.diary.turn(hour);
  }

  /** What devices of a model without the build said in the hours until `hour`. */
  hearControl(model: number, { hour, hours }: { hour: number; hours: number }): Control {
    let waiting = 0;
    for (const cohort of this.#waiting) waiting += cohort[model] ?? 0;
    const { checkinHours, silence } = this.#fleet;
    const untouched = this.#untouchedAt(hour - 1, model);
    const exposure = waiting * hours;
    const crashes = throwPoisson(this.#dice, (exposure / checkinHours) * (this.#chance[model] ?? 0));
    // One check-in a day of each device is watched for a day.
    const watched = Math.round(exposure / dayHours);
    return {
      crashes,
      exposure,
      first: throwBinomial(this.#dice, crashes, untouched),
      firstExposure: exposure * untouched,
      watched,
      lost: throwBinomial(this.#dice, watched, silence),
    };
  }

  /** Of devices without the build, those that no check-in since the start brought a crash of. */
  #untouchedAt(hour: number, model: number): number {
    return (1 - (this.#chance[model] ?? 0)) ** Math.floor(hour / this.#fleet.checkinHours);
  }

  #hearRunning(hour: number, model: number, cell: number): void {
    const { checkinHours } = this.#fleet;
    const running = this.#running[cell] ?? 0;
    const uncrashed = this.#uncrashed[cell] ?? 0;
    const crashes = throwBinomial(this.#dice, running, this.#buildChance[model] ?? 0);
    const first = Math.min(throwBinomial(this.#dice, crashes, uncrashed / running), uncrashed);
    this.#uncrashed[cell] = uncrashed - first;
    const [exposure, firstExposure] = [running * checkinHours, uncrashed * checkinHours];
    this.diary.add('crashes', hour, model, crashes);
    this.diary.add('exposure', hour, model, exposure);
    this.diary.add('first', hour, model, first);
    this.diary.add('firstExposure', hour, model, firstExposure);
    this.late.hear({ running, cell, model, crashes, exposure, first, firstExposure }, this.#dice);
  }

  #install(hour: number, model: number, cell: number): void {
    const offered = this.#offered[cell] ?? 0;
    const count = throwBinomial(this.#dice, offered, this.#readiness);
    if (count === 0) return;
    this.#offered[cell] = offered - count;
    const { failedInstalls, brick, mute } = this.#isHurt[model] ? this.#fault : noHarm;
    const failed = throwBinomial(this.#dice, count, failedInstalls ?? this.#fleet.failedInstalls);
    const bricked = throwBinomial(this.#dice, count - failed, brick);
    const muted = throwBinomial(this.#dice, count - failed - bricked, mute);
    const healthy = count - failed - bricked - muted;
    this.attempted[model] = (this.attempted[model] ?? 0) + count;
    this.exposed[model] = (this.exposed[model] ?? 0) + count - failed;
    this.#running[cell] = (this.#running[cell] ?? 0) + healthy;
    this.late.install(hour, model, healthy);
    const untouched = throwBinomial(this.#dice, healthy, this.#untouchedAt(hour, model));
    this.#uncrashed[cell] = (this.#uncrashed[cell] ?? 0) + untouched;
    writeInstalls(this.diary, { fleet: this.#fleet, dice: this.#dice }, { hour, model, count, failed, bricked, muted });
  }

  #offer(at: number, share: number): void {
    const { checkinHours } = this.#fleet;
    const waiting = this.#waiting[at] as Float64Array;
    for (let model = 0; model < waiting.length; model++) {
      if (this.#withdrawn.has(model)) continue;
      let left = throwBinomial(this.#dice, waiting[model] ?? 0, share);
      waiting[model] = (waiting[model] ?? 0) - left;
      for (let phase = 0; phase < checkinHours; phase++) {
        const part = throwBinomial(this.#dice, left, 1 / (checkinHours - phase));
        const cell = model * checkinHours + phase;
        this.#offered[cell] = (this.#offered[cell] ?? 0) + part;
        left -= part;
      }
    }
  }
}

/** Of devices without the build: crashes, device-hours, first crashes, and who of those watched for a day was lost. */
export type Control = {
  readonly crashes: number;
  readonly exposure: number;
  readonly first: number;
  readonly firstExposure: number;
  readonly watched: number;
  readonly lost: number;
};

const noHarm = { failedInstalls: null, brick: 0, mute: 0 };

/** The first cohort is everyone who is in no other. */
function fillCohorts({ devices, models, cohorts }: Fleet): Float64Array[] {
  const sizes = Object.values(cohorts);
  const others = devices - sizes.reduce((sum, size) => sum + size, 0);
  const total = models.reduce((sum, { share }) => sum + share, 0);
  return [others, ...sizes].map((size) => Float64Array.from(models, ({ share }) => Math.round((size * share) / total)));
}
