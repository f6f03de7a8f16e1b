// Writes the life of install attempts into the pages of the hours in which the service hears of each step.
import { type Dice, throwBinomial } from '../dice.ts';
import type { World } from '../world/shape.ts';
import { type Book, placeOfModel } from './book.ts';
import { add } from './hearing.ts';
import { deadlineHours, Life } from './life.ts';

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
  /** Chance that an incident swallows a confirmation: such a device is heard at its next check-in that happens. */
  readonly swallowed: number;
  /** Chance that an outage swallows a whole day of check-ins, and the hour after that in which one can happen again. */
  readonly cutOff: number;
  readonly backHour: number;
};

type Chances = Pick<Begun, 'silence24h' | 'unconfirmed1h' | 'swallowed' | 'cutOff'>;
/** Healthy devices whose client confirms its boot at once, and those heard by their next check-in. */
type Clients = { readonly pinging: number; readonly checking: number };

/** An unlucky device is heard at each later check-in with this chance, as often as not. */
export const backAtCheckin = 0.5;
/** After so many times all who can come back have. */
export const backTimes = 8;
/** Chances to be heard before the day is over. */
export const checkinsInDay = (checkinHours: number): number => Math.min(Math.floor(23 / checkinHours), backTimes);

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
    this.#confirmByPing(life, pinging, begun);
    this.#confirmByCheckin(life, healthy - pinging, begun.silence24h);
    const mutePings = throwBinomial(this.#dice, muted, fleet.bootConfirm);
    const brickPings = throwBinomial(this.#dice, bricked, fleet.bootConfirm);
    life.ping(mutePings + brickPings);
    life.missPings(mutePings + brickPings);
    life.back(life.endHour + begun.muteHours, mutePings);
    life.report(life.endHour + begun.muteHours, muted, 'confirmed');
    life.close();
    this.#watch(life, place, { ...begun, pinging, checking: healthy - pinging });
  }

  /**
   * Asks a day after the install who has not been heard since it began, and after three. Who confirmed its boot has been
   * heard, as in the service: what it says later nobody waits for.
   */
  #watch(life: Life, place: number, { count, failed, bricked, muted, muteHours, ...chances }: Begun & Clients): void {
    const mutedDay = muteHours > deadlineHours ? muted : 0;
    const { cut, unlucky } = this.#missAll(chances);
    const over = count - failed;
    const at = (day: number) => this.#book.at(life.endHour + day * deadlineHours);
    const quiet = bricked + mutedDay + cut + unlucky;
    add(at(1).indexed, place, count);
    add(at(1).installed, place, over);
    add(at(1).unheard, place, quiet);
    add(at(1).unseen, place, bricked + mutedDay + this.#stayAway(over - bricked - mutedDay, chances));
    add(at(1).quiet, place, quiet);
    add(at(3).threeDaysOver, place, over);
    const leave = (hour: number, devices: number) => {
      add(this.#book.at(hour).quiet, place, -devices);
      if (hour > life.endHour + 3 * deadlineHours) add(this.#book.at(hour).gone, place, -devices);
    };
    leave(life.endHour + muteHours, mutedDay);
    leave(chances.backHour, cut);
    let left = unlucky;
    for (let day = 2; left > 0; day++) {
      const back = day > backTimes ? left : throwBinomial(this.#dice, left, this.#world.rates.backPerDay);
      leave(life.endHour + day * deadlineHours, back);
      left -= back;
      if (day === 3) add(at(3).gone, place, left);
    }
    add(at(3).gone, place, bricked + (muteHours > 3 * deadlineHours ? mutedDay : 0));
    add(at(3).gone, place, chances.backHour > life.endHour + 3 * deadlineHours ? cut : 0);
  }

  /** Healthy devices that do not check in for a day, whether or not they confirmed before. */
  #stayAway(healthy: number, { cutOff, silence24h }: Chances): number {
    const cut = throwBinomial(this.#dice, healthy, cutOff);
    return cut + throwBinomial(this.#dice, healthy - cut, silence24h);
  }

  /** Healthy devices without a word for a day: cut off by an outage, or out of luck. */
  #missAll({ pinging, checking, cutOff, swallowed, silence24h, unconfirmed1h }: Chances & Clients) {
    const dice = this.#dice;
    const lostShare = unconfirmed1h * (1 - backAtCheckin) ** checkinsInDay(this.#world.fleet.checkinHours);
    const cut = {
      pinging: throwBinomial(dice, pinging, cutOff * swallowed),
      checking: throwBinomial(dice, checking, cutOff),
    };
    const unlucky =
      throwBinomial(dice, pinging - cut.pinging, lostShare) + throwBinomial(dice, checking - cut.checking, silence24h);
    return { cut: cut.pinging + cut.checking, unlucky };
  }

  #confirmByPing(life: Life, pinging: number, { unconfirmed1h, swallowed, backHour }: Begun): void {
    const { checkinHours } = this.#world.fleet;
    const unlucky = throwBinomial(this.#dice, pinging, unconfirmed1h);
    const lost = throwBinomial(this.#dice, pinging - unlucky, swallowed);
    life.ping(pinging);
    life.missPings(unlucky + lost);
    this.#report(life, pinging - unlucky - lost, 'confirmed', true);
    this.#comeBack(life, unlucky, { stepHours: checkinHours, chance: backAtCheckin, isPinging: true });
    const next = Math.max(life.endHour + checkinHours, backHour);
    life.report(next, lost, 'confirmed');
    life.back(next, lost);
  }

  #confirmByCheckin(life: Life, count: number, silence24h: number): void {
    const away = throwBinomial(this.#dice, count, silence24h);
    const { fleet, rates } = this.#world;
    life.report(life.endHour + fleet.checkinHours, count - away, 'confirmed');
    this.#comeBack(life, away, { stepHours: deadlineHours, chance: rates.backPerDay, isPinging: false });
  }

  /** A part of those who are away comes back at every step, the last of them at the end. */
  #comeBack(life: Life, away: number, how: { stepHours: number; chance: number; isPinging: boolean }): void {
    let left = away;
    for (let time = 1; left > 0; time++) {
      const back = time === backTimes ? left : throwBinomial(this.#dice, left, how.chance);
      // One hour beyond the step: who is back exactly at a deadline has missed it.
      const hour = life.endHour + time * how.stepHours + 1;
      life.report(hour, back, 'confirmed');
      if (how.isPinging) life.back(hour, back);
      left -= back;
    }
  }

  /** At the end of the install; where check-ins are late, by the first that is not. */
  #report(life: Life, count: number, outcome: 'failed' | 'confirmed', isPinging = false): void {
    const { share } = this.#world.delays;
    const late = throwBinomial(this.#dice, count, share);
    life.report(life.endHour, count - late, outcome);
    if (isPinging) life.missPings(late);
    this.#comeLate(life, late, { outcome, isPinging });
  }

  /** A late word is overtaken by the next check-in that is prompt. */
  #comeLate(
    life: Life,
    late: number,
    { outcome, isPinging }: { outcome: 'failed' | 'confirmed'; isPinging: boolean },
  ): void {
    const { delays, fleet } = this.#world;
    const [least, most] = delays.hours;
    let left = late;
    for (let since = Math.max(1, Math.min(least, fleet.checkinHours)); left > 0; since += fleet.checkinHours) {
      const isOver = since >= most;
      const back = isOver ? left : throwBinomial(this.#dice, left, 1 - delays.share);
      const hour = life.endHour + (isOver ? Math.max(1, most) : since);
      life.report(hour, back, outcome);
      if (isPinging) life.back(hour, back);
      left -= back;
    }
  }
}
