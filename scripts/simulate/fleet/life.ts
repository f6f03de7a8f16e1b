// The counts of one batch of install attempts, kept consistent in whatever order its devices are heard.
import type { Begun } from './attempts.ts';
import type { Book } from './book.ts';
import { add } from './hearing.ts';

/** By then the service calls an attempt silent. */
export const deadlineHours = 24;

/** Keeps the counts of one batch consistent: each attempt is reported once, due once, and silent only while unheard. */
export class Life {
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

  /** Devices whose client confirms; their hour is over one hour after the install, their day a day after it. */
  ping(count: number): void {
    add(this.#book.at(this.endHour + 1).pingDue, this.#begun.place, count);
    add(this.#book.at(this.endHour + deadlineHours).pingDayOver, this.#begun.place, count);
  }

  missPings(count: number): void {
    add(this.#book.at(this.endHour + 1).pingMissed, this.#begun.place, count);
    add(this.#book.at(this.endHour + deadlineHours).pingLost, this.#begun.place, count);
  }

  /** Devices that missed their hour are heard after all. */
  back(hour: number, count: number): void {
    if (count === 0) return;
    const afterHour = Math.max(hour, this.endHour + 1);
    add(this.#book.at(afterHour).pingMissed, this.#begun.place, -count);
    add(this.#book.at(Math.max(hour, this.endHour + deadlineHours)).pingLost, this.#begun.place, -count);
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
