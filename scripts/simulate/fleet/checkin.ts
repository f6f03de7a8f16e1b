// The check-ins of one cell in one hour: uptime and crashes of devices without the build and on it, and who is missing.
import { throwBinomial } from '../dice.ts';
import { arms, placeOfModel } from './book.ts';
import { throwPart } from './cells.ts';
import { fallOfControl, fallOnBuild } from './falling.ts';
import type { Kit } from './fleet.ts';
import { add } from './hearing.ts';

/** A cell whose check-in is due. */
export type Due = { readonly cell: number; readonly classIndex: number; readonly model: number; readonly hour: number };

export function hearCell(kit: Kit, due: Due): void {
  hearWaiting(kit, due);
  hearOffered(kit, due);
  hearRunning(kit, due);
}

/** Expected crashes of a check-in on the old build, an hour or more after any install. */
function baseMean({ ground, weather }: Pick<Kit, 'ground' | 'weather'>, { classIndex, model }: Due): number {
  const { rates, fleet, models } = ground.world;
  const perCheckin = (rates.crashesPerDay * fleet.checkinHours) / 24;
  return (
    perCheckin * (models[model]?.crash ?? 1) * (ground.classes[classIndex]?.crash ?? 1) * (weather.crash[model] ?? 1)
  );
}

function hearWaiting(kit: Kit, due: Due): void {
  const { cells, dice, ground, weather } = kit;
  const { cell, classIndex, model, hour } = due;
  const all = cells.waiting[cell] ?? 0;
  if (all === 0) return;
  const one = ground.classes[classIndex];
  const heardShare = (weather.online[model] ?? 1) * (ground.world.models[model]?.control ?? 1);
  const checkins = throwBinomial(dice, all, heardShare);
  if (checkins === 0) return;
  const lies = one?.lies === 'control' || one?.lies === 'both';
  const crashes = lies ? checkins : throwBinomial(dice, checkins, -Math.expm1(-baseMean(kit, due)));
  const untouched = throwPart(dice, cells.waitingUntouched[cell] ?? 0, { of: all, take: checkins });
  const firstCrashes = throwPart(dice, untouched, { of: checkins, take: crashes });
  cells.waitingUntouched[cell] = (cells.waitingUntouched[cell] ?? 0) - firstCrashes;
  const cohort = one?.cohort ?? 0;
  const sent = {
    model,
    cohort,
    arm: arms.control,
    checkins,
    crashes,
    firstCrashes,
    untouched,
    reports: crashes,
    late: 0,
  };
  kit.hearing.hear(sent, hour);
  watch(kit, due, { checkins, bricked: 0, isControl: true });
  fallOfControl(kit, due, checkins);
}

/** Devices that were offered the build and have not begun speak for neither arm, but their first crash is over all the same. */
function hearOffered({ cells, dice, ground, weather }: Kit, due: Due): void {
  const { cell, classIndex, model } = due;
  const all = cells.offered[cell] ?? 0;
  const untouched = cells.offeredUntouched[cell] ?? 0;
  if (untouched === 0) return;
  const lies = ['control', 'both'].includes(ground.classes[classIndex]?.lies ?? '');
  const chance = lies ? 1 : -Math.expm1(-baseMean({ ground, weather }, due));
  const crashes = throwBinomial(dice, all, chance * (weather.online[model] ?? 1));
  cells.offeredUntouched[cell] = untouched - throwPart(dice, untouched, { of: all, take: crashes });
}

function hearRunning(kit: Kit, due: Due): void {
  const { cells, risk, ground } = kit;
  const { cell, classIndex, model } = due;
  const first = cell * cells.ages;
  const isHurt = kit.hurts[classIndex]?.[model] === true;
  const base = baseMean(kit, due);
  const lies = ['new', 'both'].includes(ground.classes[classIndex]?.lies ?? '');
  const parts = risk.parts.map(() => ({ count: 0, mean: 0 }));
  const looping = cells.looping[cell] ?? 0;
  let running = looping;
  for (let age = 0; age < cells.ages; age++) {
    const count = cells.running[first + age] ?? 0;
    const part = parts[risk.partOfAge[age] ?? 0];
    if (count === 0 || part === undefined) continue;
    const mean = base * (risk.ofAge[age] ?? 1) * (isHurt ? (risk.hurt[age] ?? 1) : risk.spared);
    part.count += count;
    part.mean += count * (lies ? 1 : -Math.expm1(-mean));
    running += count;
  }
  if (running === 0) return;
  let loops = looping;
  for (const [index, { isFresh, late }] of risk.parts.entries()) {
    const part = parts[index];
    if (part === undefined) continue;
    // Whatever their age: they crash since their install, and would be taken for a fault that began late.
    const own = isFresh ? 0 : loops;
    loops -= own;
    if (part.count + own > 0)
      tell(kit, due, { ...part, arm: isFresh ? arms.fresh : arms.settled, late, looping: own, running });
  }
  const bricked = brickLate(kit, due, isHurt);
  watch(kit, due, { checkins: running - looping, bricked, isControl: false });
  for (const [index, { late }] of risk.parts.entries()) {
    const isStruck = index === risk.partOfAge[risk.brickAge];
    fallOnBuild(kit, due, { late, checkins: parts[index]?.count ?? 0, bricked: isStruck ? bricked : 0 });
  }
  growOlder(kit, cell);
}

type Part = { arm: 1 | 2; late: number; count: number; mean: number; looping: number; running: number };

/** Check-ins of the devices on the build that are as old as an arm. */
function tell(
  kit: Kit,
  { cell, classIndex, model, hour }: Due,
  { arm, late, count, mean, looping, running }: Part,
): void {
  const { cells, dice, weather, scene } = kit;
  const online = weather.online[model] ?? 1;
  const calm = throwBinomial(dice, count, online);
  const loops = throwBinomial(dice, looping, online);
  const checkins = calm + loops;
  if (checkins === 0) return;
  const crashes = (count > 0 ? throwBinomial(dice, calm, mean / count) : 0) + loops;
  const untouched = throwPart(dice, cells.runningUntouched[cell] ?? 0, { of: running, take: checkins });
  const firstCrashes = throwPart(dice, untouched, { of: checkins, take: crashes });
  cells.runningUntouched[cell] = (cells.runningUntouched[cell] ?? 0) - firstCrashes;
  const cohort = kit.ground.classes[classIndex]?.cohort ?? 0;
  const reports = crashes - loops + loops * (scene.kind.loop?.reports ?? 1);
  kit.hearing.hear({ model, cohort, arm, late, checkins, crashes, firstCrashes, untouched, reports }, hour);
}

/** Devices that a late fault takes away at this check-in. */
function brickLate(kit: Kit, { cell, model }: Due, isHurt: boolean): number {
  const { cells, risk, dice, scene } = kit;
  if (risk.brickAge < 0 || !isHurt) return 0;
  const place = cell * cells.ages + risk.brickAge;
  const bricked = throwBinomial(dice, cells.running[place] ?? 0, scene.kind.brick ?? 0);
  cells.running[place] = (cells.running[place] ?? 0) - bricked;
  kit.toll.bricked[model] = (kit.toll.bricked[model] ?? 0) + bricked;
  return bricked;
}

/** Of the devices heard, one in each day's check-ins is watched: is it heard again within the day ahead? */
function watch(
  { book, dice, ground, weather }: Kit,
  due: Due,
  { checkins, bricked, isControl }: { checkins: number; bricked: number; isControl: boolean },
): void {
  const watched = Math.max(bricked, throwBinomial(dice, checkins, ground.world.fleet.checkinHours / 24));
  if (watched === 0) return;
  const lost = bricked + throwBinomial(dice, watched - bricked, awayShare({ ground, weather }, due));
  const page = book.at(due.hour + 24);
  const place = placeOfModel(book.size, due.model, ground.classes[due.classIndex]?.cohort ?? 0);
  add(isControl ? page.watchedControl : page.watched, place, watched);
  add(isControl ? page.lostControl : page.lost, place, lost);
}

/** Share of healthy devices that say nothing in the day ahead. */
function awayShare({ ground, weather }: Pick<Kit, 'ground' | 'weather'>, { classIndex, model }: Due): number {
  const { rates, models } = ground.world;
  const own = (models[model]?.silence ?? 1) * (ground.classes[classIndex]?.silence ?? 1);
  const chance = Math.min(1, rates.silence24h * own * (weather.silence[model] ?? 1));
  return 1 - (1 - chance) * (1 - (weather.cutOff[model] ?? 0));
}

function growOlder({ cells }: Kit, cell: number): void {
  const { ages, running } = cells;
  const first = cell * ages;
  const last = first + ages - 1;
  running[last] = (running[last] ?? 0) + (running[last - 1] ?? 0);
  for (let place = last - 1; place > first; place--) running[place] = running[place - 1] ?? 0;
  running[first] = 0;
}
