// How check-ins reach the service: late, with wrong clocks, with forged reports between them, and one crash a device at most.
import { type Dice, throwBinomial, throwPoisson, throwWhole } from '../dice.ts';
import type { World } from '../world/shape.ts';
import { type Arm, arms, type Book, placeOfArm, placeOfLate } from './book.ts';

/** Check-ins of one cell in one hour, as they were sent. */
export type Sent = {
  readonly model: number;
  readonly cohort: number;
  readonly arm: Arm;
  readonly checkins: number;
  readonly crashes: number;
  /** Of the crashes: devices that crash for the first time; and of the check-ins, of devices that had not crashed before. */
  readonly firstCrashes: number;
  readonly untouched: number;
  readonly reports: number;
  /** How many of the gate's ages since the install these devices have reached. */
  readonly late: number;
};

/** Clocks of devices drift and networks delay: the service believes this much more uptime than time that went by. */
const slackHours = 300 / 3600;

/** Late check-ins are spread over so many hours of arrival; more would only cost time. */
const lateParts = 4;

export class Hearing {
  readonly #world: World;
  readonly #book: Book;
  readonly #dice: Dice;
  readonly #claimed: number;
  readonly #claimedOnBuild: number;

  constructor(world: World, book: Book, { dice, uptime }: { dice: Dice; uptime: number }) {
    this.#world = world;
    this.#book = book;
    this.#dice = dice;
    this.#claimed = this.#believe(1);
    this.#claimedOnBuild = this.#believe(uptime);
  }

  /** Hours of uptime that count for a check-in: what is claimed, but no more than went by. */
  #believe(uptime: number): number {
    const { clocks, fleet } = this.#world;
    const most = fleet.checkinHours + slackHours;
    const count = (factor: number) => Math.min(most, fleet.checkinHours * factor);
    return (1 - clocks.share) * count(uptime) + clocks.share * count(uptime * clocks.uptime);
  }

  hear(sent: Sent, hour: number): void {
    const all = this.#forge(sent);
    const { share, crashed = share, hours } = this.#world.delays;
    if (share === 0 && crashed === 0) {
      this.#write(all, hour);
      return;
    }
    const calm = all.checkins - all.crashes;
    const lateCrashes = throwBinomial(this.#dice, all.crashes, crashed);
    const lateCalm = throwBinomial(this.#dice, calm, share);
    let left = all;
    for (let part = lateParts; part > 0; part--) {
      const take = { crashes: split(lateCrashes, part), calm: split(lateCalm, part) };
      if (take.crashes + take.calm === 0) continue;
      const late = this.#takePart(left, all, take);
      this.#write(late, hour + throwWhole(this.#dice, hours[0], hours[1]));
      left = subtract(left, late);
    }
    this.#write(left, hour);
  }

  /** Reports that enrolled devices make up: each counts as a crash of its device's check-in. */
  #forge(sent: Sent): Sent {
    const { forged } = this.#world.spam;
    if (forged === undefined || sent.crashes === 0) return sent;
    const isTarget = forged.arm === 'both' || (forged.arm === 'control') === (sent.arm === arms.control);
    if (!isTarget) return sent;
    const made = throwPoisson(this.#dice, (sent.crashes * forged.share) / (1 - forged.share));
    const added = Math.min(made, sent.checkins - sent.crashes);
    const first = throwBinomial(this.#dice, added, sent.untouched / sent.checkins);
    const firstCrashes = Math.min(sent.untouched, sent.firstCrashes + first);
    return { ...sent, crashes: sent.crashes + added, firstCrashes, reports: sent.reports + added };
  }

  #takePart(left: Sent, all: Sent, take: { crashes: number; calm: number }): Sent {
    const crashes = Math.min(left.crashes, take.crashes);
    const checkins = Math.min(left.checkins, crashes + take.calm);
    const crashShare = all.crashes > 0 ? crashes / all.crashes : 0;
    const share = all.checkins > 0 ? checkins / all.checkins : 0;
    return {
      ...all,
      checkins,
      crashes,
      firstCrashes: Math.min(left.firstCrashes, Math.round(all.firstCrashes * crashShare)),
      untouched: Math.min(left.untouched, Math.round(all.untouched * share)),
      reports: Math.min(left.reports, Math.round(all.reports * crashShare)),
    };
  }

  #write(sent: Sent, hour: number): void {
    if (sent.checkins <= 0) return;
    const page = this.#book.at(hour);
    const place = placeOfArm(this.#book.size, sent);
    const hours = sent.arm === arms.control ? this.#claimed : this.#claimedOnBuild;
    add(page.checkins, place, sent.checkins);
    add(page.exposure, place, sent.checkins * hours);
    add(page.crashes, place, sent.crashes);
    add(page.firstCrashes, place, sent.firstCrashes);
    add(page.firstExposure, place, sent.untouched * hours);
    add(page.reports, place, sent.reports);
    for (let late = 0; late < sent.late; late++) {
      const at = placeOfLate(this.#book.size, { ...sent, late });
      add(page.lateExposure, at, sent.checkins * hours);
      add(page.lateCrashes, at, sent.crashes);
      add(page.lateFirstCrashes, at, sent.firstCrashes);
      add(page.lateFirstExposure, at, sent.untouched * hours);
    }
  }
}

/** The part of a count that falls to the one of so many parts that are left. */
const split = (count: number, parts: number): number => Math.floor((count + parts - 1) / lateParts);

function subtract(from: Sent, what: Sent): Sent {
  return {
    ...from,
    checkins: from.checkins - what.checkins,
    crashes: from.crashes - what.crashes,
    firstCrashes: from.firstCrashes - what.firstCrashes,
    untouched: from.untouched - what.untouched,
    reports: from.reports - what.reports,
  };
}

export function add(field: Float64Array, place: number, count: number): void {
  field[place] = (field[place] ?? 0) + count;
}
