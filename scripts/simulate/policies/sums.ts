// Sums over a page that several rules ask for.
import { arms, type BookSize, type Page, placeOfArm, placeOfModel } from '../fleet/book.ts';
import type { HourView } from './peer.ts';

/** Events and exposure of both arms. */
export type Arms = { events: number; exposure: number; controlEvents: number; controlExposure: number };

export const noArms = (): Arms => ({ events: 0, exposure: 0, controlEvents: 0, controlExposure: 0 });

/** What an exposure is worth in the eyes of history: cohorts and the first hours after an install crash more on any build. */
export type Worth = (model: number, cohort: number, isFresh: boolean) => number;

export const plainWorth: Worth = () => 1;

/** Crashes of the whole fleet in this hour. */
export function sumCrashes({ page, size }: Pick<HourView, 'page' | 'size'>, worth: Worth = plainWorth): Arms {
  const sums = noArms();
  eachPlace(size, (model, cohort) => {
    for (const arm of [arms.control, arms.settled, arms.fresh]) {
      const place = placeOfArm(size, { model, cohort, arm });
      const weight = worth(model, cohort, arm === arms.fresh);
      if (weight === 0) continue;
      const exposure = (page.exposure[place] ?? 0) * weight;
      const events = page.crashes[place] ?? 0;
      if (arm === arms.control) {
        sums.controlEvents += events;
        sums.controlExposure += exposure;
      } else {
        sums.events += events;
        sums.exposure += exposure;
      }
    }
  });
  return sums;
}

/** Devices that installed a day ago and did not check in since: asked of both sides alike. */
export function sumSilence({ page }: Pick<HourView, 'page'>): Arms {
  const sum = (field: Float64Array) => field.reduce((total, count) => total + count, 0);
  return {
    events: sum(page.unseen),
    exposure: sum(page.installed),
    controlEvents: sum(page.lostControl),
    controlExposure: sum(page.watchedControl),
  };
}

export function addArms(to: Arms, what: Arms): void {
  to.events += what.events;
  to.exposure += what.exposure;
  to.controlEvents += what.controlEvents;
  to.controlExposure += what.controlExposure;
}

export function eachPlace(size: BookSize, visit: (model: number, cohort: number, place: number) => void): void {
  for (let model = 0; model < size.models; model++)
    for (let cohort = 0; cohort < size.cohorts; cohort++) visit(model, cohort, placeOfModel(size, model, cohort));
}

export const totalOf = (field: Page['failed']): number => {
  let total = 0;
  for (let place = 0; place < field.length; place++) total += field[place] ?? 0;
  return total;
};
