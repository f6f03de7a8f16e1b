// What the service hears in one hour, added up by model, cohort and arm: every policy reads the same pages.

import { fallAges } from '../../../src/domain/gate/fell-silent.ts';
import { lateHours } from '../../../src/domain/gate/late.ts';

/** The arms of a check-in: without the build, on it, or on it since so few hours that any build crashes more. */
export const arms = { control: 0, settled: 1, fresh: 2 } as const;
export type Arm = (typeof arms)[keyof typeof arms];

export type BookSize = { readonly models: number; readonly cohorts: number };

/** Counts of check-ins that arrived in one hour; places by `placeOfArm` and `placeOfModel`. */
export type Page = {
  readonly checkins: Float64Array;
  /** Device-hours of uptime as the service believes them. */
  readonly exposure: Float64Array;
  /** Check-ins with a crash: one at most for each device and check-in. */
  readonly crashes: Float64Array;
  /** Of these, devices that crash for the first time since the rollout began, and the device-hours of those that had not. */
  readonly firstCrashes: Float64Array;
  readonly firstExposure: Float64Array;
  /** The part of these, with the build, that is of devices which have had it for 24, 48 or 72 h; places by `placeOfLate`. */
  readonly lateExposure: Float64Array;
  readonly lateCrashes: Float64Array;
  readonly lateFirstCrashes: Float64Array;
  readonly lateFirstExposure: Float64Array;
  /** Crash reports as they came, loops and all. */
  readonly reports: Float64Array;
  readonly accepted: Float64Array;
  /** Attempts that told how they ended, or ran out of their 24 h. */
  readonly due: Float64Array;
  readonly failed: Float64Array;
  readonly confirmed: Float64Array;
  /** Attempts of devices whose client confirms, an hour after they ended; and those without a word by then, less those heard later. */
  readonly pingDue: Float64Array;
  readonly pingMissed: Float64Array;
  /** The same a day after they ended. */
  readonly pingDayOver: Float64Array;
  readonly pingLost: Float64Array;
  /** Attempts that are 24 h old, and (less those heard of later) those without a word since their last step. */
  readonly matured: Float64Array;
  readonly silent: Float64Array;
  /** Attempts that ended 24 h ago; those of them that did not fail; and devices of these without any word since. */
  readonly indexed: Float64Array;
  readonly installed: Float64Array;
  readonly unheard: Float64Array;
  /** Of the installed, devices without a check-in for a day, also those that confirmed their boot before it. */
  readonly unseen: Float64Array;
  /** `unheard` less those heard later; and the same of installs that ended three days ago. */
  readonly quiet: Float64Array;
  readonly threeDaysOver: Float64Array;
  readonly gone: Float64Array;
  /** Devices heard on one day and, of these, not on the next: on the build, and without it. */
  readonly watched: Float64Array;
  readonly lost: Float64Array;
  readonly watchedControl: Float64Array;
  readonly lostControl: Float64Array;
  /** Device-hours until a word, and devices silent for a day after it: on the build (places by `placeOfFall`), and without it. */
  readonly fallExposure: Float64Array;
  readonly fell: Float64Array;
  readonly fallExposureControl: Float64Array;
  readonly fellControl: Float64Array;
  /** By stage of the attempt. */
  readonly stageAccepted: Float64Array;
  readonly stageDue: Float64Array;
  readonly stageReported: Float64Array;
};

/** A plan has at most this many stages. */
export const maxStages = 20;

const armFields = ['checkins', 'exposure', 'crashes', 'firstCrashes', 'firstExposure', 'reports'] as const;
const lateFields = ['lateExposure', 'lateCrashes', 'lateFirstCrashes', 'lateFirstExposure'] as const;
const fallFields = ['fallExposure', 'fell'] as const;
const modelFields = [
  'accepted',
  'due',
  'failed',
  'confirmed',
  'pingDue',
  'pingMissed',
  'pingDayOver',
  'pingLost',
  'matured',
  'silent',
  'indexed',
  'installed',
  'unheard',
  'unseen',
  'quiet',
  'threeDaysOver',
  'gone',
  'watched',
  'lost',
  'watchedControl',
  'lostControl',
  'fallExposureControl',
  'fellControl',
] as const;
export type ModelField = (typeof modelFields)[number];
const stageFields = ['stageAccepted', 'stageDue', 'stageReported'] as const;

export const placeOfModel = ({ cohorts }: BookSize, model: number, cohort: number): number => model * cohorts + cohort;
export const placeOfArm = (size: BookSize, at: { model: number; cohort: number; arm: Arm }): number =>
  placeOfModel(size, at.model, at.cohort) * 3 + at.arm;

/** `late` counts from 0: the first of the gate's ages. */
export const placeOfLate = (size: BookSize, at: { model: number; cohort: number; late: number }): number =>
  placeOfModel(size, at.model, at.cohort) * lateHours.length + at.late;

/** `late` is the number of the gate's ages that are reached. */
export const placeOfFall = (size: BookSize, at: { model: number; cohort: number; late: number }): number =>
  placeOfModel(size, at.model, at.cohort) * fallAges.length + at.late;

export function startPage({ models, cohorts }: BookSize): Page {
  const pairs = models * cohorts;
  const fieldsOf = (names: readonly (keyof Page)[], length: number) =>
    Object.fromEntries(names.map((name) => [name, new Float64Array(length)]));
  return {
    ...fieldsOf(armFields, pairs * 3),
    ...fieldsOf(lateFields, pairs * lateHours.length),
    ...fieldsOf(fallFields, pairs * fallAges.length),
    ...fieldsOf(modelFields, pairs),
    ...fieldsOf(stageFields, maxStages),
  } as Page;
}

export function clearPage(page: Page): void {
  for (const field of Object.values(page)) field.fill(0);
}

export function sumOf(field: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < field.length; place++) sum += field[place] ?? 0;
  return sum;
}

/** Pages by the hour in which their check-ins arrive; an hour that is over is used again for a later one. */
export class Book {
  readonly size: BookSize;
  readonly #pages = new Map<number, Page>();
  readonly #blank: Page[] = [];

  constructor(size: BookSize) {
    this.size = size;
  }

  at(hour: number): Page {
    const found = this.#pages.get(hour);
    if (found !== undefined) return found;
    const page = this.#blank.pop() ?? startPage(this.size);
    this.#pages.set(hour, page);
    return page;
  }

  close(hour: number): void {
    const page = this.#pages.get(hour);
    if (page === undefined) return;
    this.#pages.delete(hour);
    clearPage(page);
    this.#blank.push(page);
  }
}
