// Who falls silent for a day after a check-in, on the build and without it: healthy devices now and then, late bricks for good.
import { throwBinomial } from '../dice.ts';
import { placeOfFall, placeOfModel } from './book.ts';
import type { Due } from './checkin.ts';
import type { Kit } from './fleet.ts';
import { add } from './hearing.ts';

/** Of an age on the build: check-ins, and devices that a late fault took away at them. */
export type Ageing = { readonly late: number; readonly checkins: number; readonly bricked: number };

/** Told a day later, as the service learns of it. */
export function fallOnBuild(kit: Kit, due: Due, { late, checkins, bricked }: Ageing): void {
  if (checkins === 0) return;
  const { book, calls, ground } = kit;
  const cohort = ground.classes[due.classIndex]?.cohort ?? 0;
  const place = placeOfFall(book.size, { model: due.model, cohort, late });
  const page = book.at(due.hour + 24);
  add(page.fallExposure, place, checkins * ground.world.fleet.checkinHours);
  add(page.fell, place, bricked + throwBinomial(calls, Math.max(0, checkins - bricked), fallShare(kit, due)));
}

export function fallOfControl(kit: Kit, due: Due, checkins: number): void {
  if (checkins === 0) return;
  const { book, calls, ground } = kit;
  const place = placeOfModel(book.size, due.model, ground.classes[due.classIndex]?.cohort ?? 0);
  const page = book.at(due.hour + 24);
  add(page.fallExposureControl, place, checkins * ground.world.fleet.checkinHours);
  add(page.fellControl, place, throwBinomial(calls, checkins, fallShare(kit, due)));
}

/** Of healthy devices, at each check-in its part of the day's. */
function fallShare({ ground, weather }: Pick<Kit, 'ground' | 'weather'>, { classIndex, model }: Due): number {
  const { rates, models, fleet } = ground.world;
  const own = (models[model]?.silence ?? 1) * (ground.classes[classIndex]?.silence ?? 1);
  const ofDay = Math.min(1, (rates.fallSilentPerDay ?? rates.silence24h) * own * (weather.silence[model] ?? 1));
  return 1 - (1 - Math.min(1, (ofDay * fleet.checkinHours) / 24)) * (1 - (weather.cutOff[model] ?? 0));
}
