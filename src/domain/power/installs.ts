// When the service hears how installs went: at once, at a later check-in, by their time running out; and who stays away.
import { type Dice, throwBinomial } from '../dice.ts';
import type { Diary } from './diary.ts';
import { muteHours } from './fault.ts';
import { type Fleet, returning } from './fleet.ts';

/** Installs of one model that began in one hour. */
export type Installs = {
  readonly hour: number;
  readonly model: number;
  readonly count: number;
  readonly failed: number;
  /** Never heard of again, and without a word for two days. */
  readonly bricked: number;
  readonly muted: number;
};

type Kit = { readonly fleet: Fleet; readonly dice: Dice };

const dayHours = 24;

/** Healthy devices that missed their confirmation and are not heard within the day. */
export const deriveLostShare = ({ unconfirmed, checkinHours }: Fleet): number =>
  unconfirmed * (1 - returning.atCheckin) ** Math.floor((dayHours - 1) / checkinHours);

const longHours = 3 * dayHours;

export function writeInstalls(diary: Diary, kit: Kit, installs: Installs): void {
  const { hour, model, count, failed } = installs;
  diary.add('accepted', hour, model, count);
  diary.add('failed', hour, model, failed);
  const words = new Words(diary, installs);
  words.tell(0, failed);
  const pinging = confirm(words, kit, installs);
  words.close();
  watch(diary, kit, { ...installs, pinging });
}

/** Tells of devices, and counts who ran out of time. */
class Words {
  readonly #diary: Diary;
  readonly #hour: number;
  readonly #model: number;
  #undue: number;

  constructor(diary: Diary, { hour, model, count }: Installs) {
    this.#diary = diary;
    this.#hour = hour;
    this.#model = model;
    this.#undue = count;
  }

  tell(hours: number, devices: number): void {
    this.#diary.add('told', this.#hour + hours, this.#model, devices);
    if (hours >= dayHours) return;
    this.#undue -= devices;
    this.#diary.add('due', this.#hour + hours, this.#model, devices);
  }

  expect(devices: number): void {
    this.#diary.add('pinged', this.#hour + 1, this.#model, devices);
    this.#diary.add('pingedDay', this.#hour + dayHours, this.#model, devices);
  }

  /** Who missed the hour; a negative number is back after so many hours. */
  miss(devices: number, hours = 0): void {
    this.#diary.add('unpinged', this.#hour + Math.max(1, hours), this.#model, devices);
    this.#diary.add('unpingedDay', this.#hour + Math.max(dayHours, hours), this.#model, devices);
  }

  close(): void {
    this.#diary.add('due', this.#hour + dayHours, this.#model, this.#undue);
  }
}

/** How many healthy devices confirm their boot at once, or should have. */
function confirm(words: Words, { fleet, dice }: Kit, { count, failed, bricked, muted }: Installs): number {
  const { checkinHours, confirming, unconfirmed, silence } = fleet;
  const healthy = count - failed - bricked - muted;
  const pinging = throwBinomial(dice, healthy, confirming);
  const missing = throwBinomial(dice, pinging, unconfirmed);
  const [brickedPings, mutedPings] = [throwBinomial(dice, bricked, confirming), throwBinomial(dice, muted, confirming)];
  words.expect(pinging + brickedPings + mutedPings);
  words.miss(missing + brickedPings + mutedPings);
  words.miss(-mutedPings, muteHours);
  words.tell(muteHours, muted);
  words.tell(0, pinging - missing);
  comeBack(dice, missing, returning.atCheckin, (time, back) => {
    const hours = time * checkinHours + 1;
    words.tell(hours, back);
    words.miss(-back, hours);
  });
  const away = throwBinomial(dice, healthy - pinging, silence);
  words.tell(checkinHours, healthy - pinging - away);
  comeBack(dice, away, returning.inDay, (time, back) => words.tell(time * dayHours + 1, back));
  return pinging;
}

/** Asks a day after the install who has not been heard since it began, and after three: who confirmed its boot has been. */
function watch(diary: Diary, { fleet, dice }: Kit, installs: Installs & { readonly pinging: number }): void {
  const { hour, model, count, failed, bricked, muted, pinging } = installs;
  const over = count - failed;
  const checking = over - bricked - muted - pinging;
  const unlucky = throwBinomial(dice, checking, fleet.silence) + throwBinomial(dice, pinging, deriveLostShare(fleet));
  const silent = bricked + muted + unlucky;
  diary.add('indexed', hour + dayHours, model, over);
  diary.add('unheard', hour + dayHours, model, silent);
  diary.add('quiet', hour + dayHours, model, silent);
  diary.add('quiet', hour + muteHours, model, -muted);
  diary.add('indexedLong', hour + longHours, model, over);
  let left = unlucky;
  comeBack(dice, unlucky, returning.inDay, (time, back) => {
    const at = hour + (1 + time) * dayHours;
    diary.add('quiet', at, model, -back);
    if (at > hour + longHours) diary.add('gone', at, model, -back);
    else left -= back;
  });
  diary.add('gone', hour + longHours, model, bricked + left);
}

/** A part of those who are away is back each time, the last of them at the end. */
function comeBack(dice: Dice, away: number, chance: number, tell: (time: number, back: number) => void): void {
  let left = away;
  for (let time = 1; left > 0; time++) {
    const back = time === returning.times ? left : throwBinomial(dice, left, chance);
    if (back > 0) tell(time, back);
    left -= back;
  }
}
