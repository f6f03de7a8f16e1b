// A fleet that lives hour by hour: who is offered the build installs it when ready, everybody checks in, some crash.
import { everyoneCohort, hasJoinedBy } from '../../../src/domain/rollout/cohort.ts';
import type { MapStage } from '../../../src/domain/rollout/release-map.ts';
import type { Dice } from '../dice.ts';
import type { DeviceClass, Ground } from '../world/ground.ts';
import { Attempts } from './attempts.ts';
import { Book } from './book.ts';
import { type Cells, cellOf, fillClass, offerCell, startCells, withdrawCell } from './cells.ts';
import { hearCell } from './checkin.ts';
import { Hearing } from './hearing.ts';
import { type Installed, installCell, settle } from './installing.ts';
import { deriveRisk, type Risk } from './risk.ts';
import { isHurt, type Scene } from './scene.ts';
import { LoudDevices } from './spam.ts';
import { setWeather, startWeather, type Weather } from './weather.ts';

/** Devices so far, by model. */
export type Toll = {
  readonly offered: Float64Array;
  /** Began to install. */
  readonly attempted: Float64Array;
  /** Ran the build, those that it bricked included. */
  readonly exposed: Float64Array;
  readonly bricked: Float64Array;
};

const hourMs = 3_600_000;

/** What all parts of a fleet share. */
export type Kit = {
  readonly ground: Ground;
  readonly scene: Scene;
  readonly dice: Dice;
  /** Dice of their own for who falls silent: counting it changes nothing of what befalls devices. */
  readonly calls: Dice;
  readonly book: Book;
  readonly cells: Cells;
  readonly risk: Risk;
  readonly weather: Weather;
  readonly hearing: Hearing;
  readonly attempts: Attempts;
  readonly toll: Toll;
  /** Installs that end in a later hour. */
  readonly installing: Map<number, Installed[]>;
  /** Whether the build hurts, by class and model. */
  readonly hurts: readonly (readonly boolean[])[];
};

export class Fleet {
  readonly #kit: Kit;
  readonly #loud: LoudDevices;
  /** By class: the largest permille of an open stage that covers it, as a share. */
  readonly #reached: number[];
  readonly #withdrawn = new Set<number>();
  #stage = 0;

  constructor(ground: Ground, scene: Scene, { dice, calls }: { dice: Dice; calls: Dice }) {
    const { world } = ground;
    const models = world.models.length;
    const book = new Book({ models, cohorts: ground.cohorts.length });
    const risk = deriveRisk(ground, scene);
    const field = () => new Float64Array(models);
    this.#kit = {
      ground,
      scene,
      dice,
      calls,
      book,
      risk,
      cells: startCells(ground, risk.ofAge.length),
      weather: startWeather(ground),
      hearing: new Hearing(world, book, { dice, uptime: scene.kind.uptime }),
      attempts: new Attempts(world, book, dice),
      toll: { offered: field(), attempted: field(), exposed: field(), bricked: field() },
      installing: new Map(),
      hurts: ground.classes.map((one) => world.models.map((_, model) => isHurt(scene, model, one))),
    };
    this.#loud = new LoudDevices(this.#kit);
    this.#reached = ground.classes.map(() => 0);
    for (const [index, { joinsAtHour }] of ground.classes.entries())
      if (joinsAtHour === 0) fillClass(this.#kit.cells, ground, index, dice);
  }

  get book(): Book {
    return this.#kit.book;
  }

  get cells(): Cells {
    return this.#kit.cells;
  }

  get toll(): Toll {
    return this.#kit.toll;
  }

  /** Opens a stage: everybody of the cohort whose place lies below the permille is offered the build, if it joined in time. */
  open(stage: number, { cohort, permille, joinedByMs = null }: MapStage): void {
    this.#stage = stage;
    for (const [index, one] of this.#kit.ground.classes.entries()) {
      if (!this.#covers(cohort, one, joinedByMs)) continue;
      const reached = this.#reached[index] ?? 0;
      const share = permille / 1000;
      if (share <= reached) continue;
      this.#reached[index] = share;
      this.#offer(index, (share - reached) / (1 - reached));
    }
  }

  /** Offers the build to no more devices of a model. */
  withdraw(model: number): void {
    const { cells, ground } = this.#kit;
    this.#withdrawn.add(model);
    for (let index = 0; index < ground.classes.length; index++) {
      const first = cellOf(cells, index, model);
      for (let phase = 0; phase < cells.phases; phase++) withdrawCell(cells, first + phase);
    }
  }

  /** Lives through an hour; afterwards its page is what the service heard in it. */
  live(hour: number): void {
    const { ground, scene, weather, cells } = this.#kit;
    setWeather(weather, ground, scene, hour);
    settle(this.#kit, hour);
    const phase = hour % cells.phases;
    for (const [index, one] of ground.classes.entries()) {
      if (one.joinsAtHour > hour) continue;
      if (one.joinsAtHour === hour && hour > 0) this.#join(index);
      for (let model = 0; model < cells.models; model++) {
        const at = { cell: cellOf(cells, index, model) + phase, classIndex: index, model, hour };
        hearCell(this.#kit, at);
        installCell(this.#kit, at, this.#stage);
      }
    }
    this.#loud.speak(hour);
  }

  #covers(cohort: string, one: DeviceClass, joinedByMs: number | null): boolean {
    if (cohort === everyoneCohort) return true;
    return this.#kit.ground.cohorts[one.cohort] === cohort && hasJoinedBy(one.joinsAtHour * hourMs, joinedByMs);
  }

  #join(index: number): void {
    const { cells, ground, dice } = this.#kit;
    fillClass(cells, ground, index, dice);
    this.#offer(index, this.#reached[index] ?? 0);
  }

  #offer(index: number, share: number): void {
    const { cells, dice, toll } = this.#kit;
    for (let model = 0; model < cells.models; model++) {
      if (this.#withdrawn.has(model)) continue;
      const first = cellOf(cells, index, model);
      for (let phase = 0; phase < cells.phases; phase++) {
        toll.offered[model] = (toll.offered[model] ?? 0) + offerCell(cells, first + phase, share, dice);
      }
    }
  }
}
