// Devices that were offered the build begin to install at a check-in, and end well or not.
import { throwBinomial } from '../dice.ts';
import { throwPart } from './cells.ts';
import type { Due } from './checkin.ts';
import type { Kit } from './fleet.ts';

/** Devices whose install ends in some hour. */
export type Installed = {
  readonly cell: number;
  readonly running: number;
  readonly looping: number;
  readonly untouched: number;
};

export function installCell(kit: Kit, due: Due, stage: number): void {
  const { cells, dice, ground, weather } = kit;
  const { cell, classIndex, model } = due;
  const offered = cells.offered[cell] ?? 0;
  if (offered === 0) return;
  const readiness = ground.world.rates.acceptPerCheckin * (ground.classes[classIndex]?.accept ?? 1) * weather.accept;
  const count = throwBinomial(dice, offered, Math.min(1, readiness * (weather.online[model] ?? 1)));
  if (count === 0) return;
  const untouched = throwPart(dice, cells.offeredUntouched[cell] ?? 0, { of: offered, take: count });
  cells.offered[cell] = offered - count;
  cells.offeredUntouched[cell] = (cells.offeredUntouched[cell] ?? 0) - untouched;
  const ends = throwEnds(kit, due, count);
  writeDown(kit, due, { stage, count, ...ends });
  enter(kit, due, { count, untouched, ...ends });
}

type Ends = { failed: number; bricked: number; muted: number; looping: number };

function throwEnds(kit: Kit, { classIndex, model }: Due, count: number): Ends {
  const { dice, ground, scene, weather, hurts } = kit;
  const { kind } = scene;
  const isHurt = hurts[classIndex]?.[model] === true;
  const own = isHurt ? kind.failedInstalls : undefined;
  const usual = ground.world.rates.failedInstalls * (ground.world.models[model]?.failedInstalls ?? 1);
  const failShare =
    own ?? usual * (ground.classes[classIndex]?.failedInstalls ?? 1) * (weather.failedInstalls[model] ?? 1);
  const failed = throwBinomial(dice, count, Math.min(1, failShare));
  const good = count - failed;
  const bricked = isHurt && kind.brickAfterHours === 0 ? throwBinomial(dice, good, kind.brick ?? 0) : 0;
  const muted = isHurt ? throwBinomial(dice, good - bricked, kind.mute?.share ?? 0) : 0;
  const looping = isHurt ? throwBinomial(dice, good - bricked - muted, kind.loop?.share ?? 0) : 0;
  return { failed, bricked, muted, looping };
}

function writeDown(kit: Kit, { classIndex, model, hour }: Due, batch: Ends & { stage: number; count: number }): void {
  const { ground, scene, weather, toll } = kit;
  const { rates, models } = ground.world;
  const one = ground.classes[classIndex];
  const usual = (models[model]?.silence ?? 1) * (one?.silence ?? 1);
  kit.attempts.begin({
    ...batch,
    hour,
    model,
    cohort: one?.cohort ?? 0,
    muteHours: scene.kind.mute?.hours ?? 0,
    silence24h: Math.min(1, rates.silence24h * usual * (weather.silence[model] ?? 1)),
    unconfirmed1h: Math.min(1, rates.unconfirmed1h * usual),
    swallowed: deriveSwallowed(weather, model, rates.unconfirmed1h * usual),
    cutOff: weather.cutOff[model] ?? 0,
    backHour: weather.backHour[model] ?? hour,
  });
  toll.attempted[model] = (toll.attempted[model] ?? 0) + batch.count;
  toll.exposed[model] = (toll.exposed[model] ?? 0) + batch.count - batch.failed;
  toll.bricked[model] = (toll.bricked[model] ?? 0) + batch.bricked;
}

/** By an incident that multiplies missing confirmations, or by an outage of all check-ins. */
function deriveSwallowed({ unconfirmed, online }: Kit['weather'], model: number, usual: number): number {
  const more = Math.min(1, Math.max(0, usual * ((unconfirmed[model] ?? 1) - 1)));
  return 1 - (1 - more) * (online[model] ?? 1);
}

/** Lets devices run the build from the end of their install on; the failed go on without it and are watched no more. */
function enter(kit: Kit, due: Due, batch: Ends & { count: number; untouched: number }): void {
  const { ground, scene, dice } = kit;
  const { count, failed, bricked, muted, looping } = batch;
  const good = count - failed - bricked;
  const untouched = throwPart(dice, batch.untouched, { of: count, take: good });
  const mutedUntouched = throwPart(dice, untouched, { of: good, take: muted });
  const endHour = due.hour + ground.world.rates.installHours;
  const { cell } = due;
  enterAt(
    kit,
    endHour,
    { cell, running: good - muted - looping, looping, untouched: untouched - mutedUntouched },
    due.hour,
  );
  const back = endHour + (scene.kind.mute?.hours ?? 0);
  if (muted > 0) enterAt(kit, back, { cell, running: muted, looping: 0, untouched: mutedUntouched }, due.hour);
}

function enterAt(kit: Kit, hour: number, installed: Installed, nowHour: number): void {
  const waiting = kit.installing.get(hour);
  if (hour === nowHour) putOn(kit, installed);
  else if (waiting === undefined) kit.installing.set(hour, [installed]);
  else waiting.push(installed);
}

/** Lets all devices run the build whose install ends in this hour. */
export function settle(kit: Kit, hour: number): void {
  for (const installed of kit.installing.get(hour) ?? []) putOn(kit, installed);
  kit.installing.delete(hour);
}

function putOn({ cells }: Kit, { cell, running, looping, untouched }: Installed): void {
  const youngest = cell * cells.ages;
  cells.running[youngest] = (cells.running[youngest] ?? 0) + running;
  cells.looping[cell] = (cells.looping[cell] ?? 0) + looping;
  cells.runningUntouched[cell] = (cells.runningUntouched[cell] ?? 0) + untouched;
}
