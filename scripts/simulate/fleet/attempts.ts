// Writes the life of install attempts into the pages of the hours in which the service hears of each step.
import { type Dice, throwBinomial, throwWhole } from '../dice.ts';
import type { World } from '../world/shape.ts';
import { type Book, placeOfModel } from './book.ts';
import { add } from './hearing.ts';

/** Attempts of one cell that began in the same check-in. */
export type Begun = {
  readonly hour: number;
  readonly stage: number;
  readonly model: number;
  readonly cohort: number;
  readonly count: number;
  readonly failed: number;
  /** Of those that did not fail: never heard again, and quiet for `muteHours`. */
  readonly bricked: number;
  readonly muted: number;
  readonly muteHours: number;
  /** Chances of a healthy device to be without a word after 24 h, and without its confirmation after 1 h. */
  readonly silence24h: number;
  readonly unconfirmed1h: number;
};

/** By then the service calls an attempt silent. */
const deadlineHours = 24;
/** Unconfirmed devices are heard again at each check-in with this chance; silent ones on each later day. */
const backAgain = 0.5;
const backTimes = 8;

export class Attempts {
  readonly #world: World;
  readonly #book: Book;
  readonly #dice: Dice;

  constructor(world: World, book: Book, dice: Dice) {
    this.#world = world;
    this.#book = book;
    this.#dice = dice;
  }

  begin(begun: Begun): void {
    const { hour, stage, count, failed, bricked, muted } = begun;
    const { fleet, rates } = this.#world;
    const place = placeOfModel(this.#book.size, begun.model, begun.cohort);
    const page = this.#book.at(hour);
    add(page.accepted, place, count);
    add(page.stageAccepted, stage, count);
    const life = new Life(this.#book, { ...begun, place, endHour: hour + rates.installHours }, fleet.checkinHours);
    this.#report(life, failed, 'failed');
    const healthy = count - failed - bricked - muted;
    const pinging = throwBinomial(this.#dice, healthy, fleet.bootConfirm);
    this.#confirmByPing(life, pinging, begun.unconfirmed1h);
    const mutePings = throwBinomial(this.#dice, muted, fleet.bootConfirm);
    const brickPings = throwBinomial(this.#dice, bricked, fleet.bootConfirm);
    life.missPings(mutePings + brickPings);
    this.#confirmByCheckin(life, healthy - pinging, begun.silence24h);
    life.report(life.endHour + begun.muteHours, muted, 'confirmed');
    life.close();
    const quiet = bricked + (begun.muteHours > deadlineHours ? muted : 0);
    const indexed = this.#book.at(life.endHour + deadlineHours);
    add(indexed.indexed, place, count - failed);
    add(indexed.unheard, place, quiet + throwBinomial(this.#dice, count - failed - quiet, begun.silence24h));
  }

  #confirmByPing(life: Life, pinging: number, unconfirmed1h: number): void {
    const unheard = throwBinomial(this.#dice, pinging, unconfirmed1h);
    life.pings(pinging);
    life.missPings(unheard, true);
    this.#report(life, pinging - unheard, 'confirmed');
    this.#comeBack(life, unheard, this.#world.fleet.checkinHours);
  }

  #confirmByCheckin(life: Life, count: number, silence24h: number): void {
    const away = throwBinomial(this.#dice, count, silence24h);
    const { checkinHours } = this.#world.fleet;
    life.report(life.endHour + checkinHours, count - away, 'confirmed');
    this.#comeBack(life, away, deadlineHours);
  }

  /** Half of those who are away come back at every step, the last of them at the end. */
  #comeBack(life: Life, away: number, stepHours: number): void {
    let left = away;
    for (let time = 1; left > 0; time++) {
      const back = time === backTimes ? left : throwBinomial(this.#dice, left, backAgain);
      // One hour beyond the step: who is back exactly at a deadline has missed it.
      life.report(life.endHour + time * stepHours + 1, back, 'confirmed');
      left -= back;
    }
  }

  /** At the end of the install, or late where check-ins are. */
  #report(life: Life, count: number, outcome: 'failed' | 'confirmed'): void {
    const { share, hours } = this.#world.delays;
    const late = throwBinomial(this.#dice, count, share);
    life.report(life.endHour, count - late, outcome);
    if (late === 0) return;
    if (outcome === 'confirmed') life.missPings(late, true);
    life.report(life.endHour + throwWhole(this.#dice, hours[0], hours[1]), late, outcome);
  }
}

/** Keeps the counts of one batch consistent: each attempt is reported once, due once, and silent only while unheard. */
class Life {
  readonly endHour: number;
  readonly #book: Book;
  readonly #begun: Begun & { readonly place: number };
  readonly #silentHour: number;
  readonly #dueHour: number;
  #undue: number;
  #unheard: number;

  constructor(book: Book, begun: Begun & { readonly place: number; readonly endHour: number }, checkinHours: number) {
    this.endHour = begun.endHour;
    this.#book = book;
    this.#begun = begun;
    this.#dueHour = begun.hour + deadlineHours;
    this.#silentHour = Math.max(this.#dueHour, begun.endHour + checkinHours);
    this.#undue = begun.count;
    this.#unheard = begun.count;
  }

  report(hour: number, count: number, outcome: 'failed' | 'confirmed'): void {
    if (count === 0) return;
    const { place, stage } = this.#begun;
    const page = this.#book.at(hour);
    add(page[outcome], place, count);
    add(page.stageReported, stage, count);
    if (hour < this.#dueHour) {
      this.#undue -= count;
      this.#addDue(hour, count);
    }
    if (hour < this.#silentHour) this.#unheard -= count;
    else add(page.silent, place, -count);
  }

  /** Devices whose client confirms; their hour is over one hour after the install. */
  pings(count: number): void {
    add(this.#book.at(this.endHour + 1).pingDue, this.#begun.place, count);
  }

  missPings(count: number, isCounted = false): void {
    if (!isCounted) this.pings(count);
    add(this.#book.at(this.endHour + 1).pingMissed, this.#begun.place, count);
  }

  close(): void {
    const { place, count } = this.#begun;
    this.#addDue(this.#dueHour, this.#undue);
    add(this.#book.at(this.#dueHour).matured, place, count);
    add(this.#book.at(this.#silentHour).silent, place, this.#unheard);
  }

  #addDue(hour: number, count: number): void {
    const page = this.#book.at(hour);
    add(page.due, this.#begun.place, count);
    add(page.stageDue, this.#begun.stage, count);
  }
}
