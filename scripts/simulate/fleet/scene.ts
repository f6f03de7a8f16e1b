// What is drawn once for each build: when incidents strike, which models it hurts, and what the past taught the service.
import { derivePriorRatio, type ModelPrior } from '../../../src/domain/gate/borrow.ts';
import { type Dice, throwBinomial, throwPoisson, throwWhole } from '../dice.ts';
import type { DeviceClass, Ground } from '../world/ground.ts';
import { type BuildKind, publicGroup, type World } from '../world/shape.ts';
import { backAtCheckin, checkinsInDay } from './attempts.ts';

export type StruckIncident = {
  readonly fromHour: number;
  readonly hours: number;
  readonly every: number | null;
  readonly crash: number;
  readonly failedInstalls: number;
  readonly silence: number;
  readonly unconfirmed: number;
  readonly offline: number;
  /** By model; all true when it strikes everybody. */
  readonly strikes: readonly boolean[];
};

/** What the service knows from before the rollout. Ratios carry the chance of the counts they were taken from. */
export type History = {
  /** Crash rate of each cohort relative to devices in none; 0 for newcomers, of whom nothing is known. */
  readonly cohortRatios: readonly number[];
  /** Crash rate of the first hours after any install relative to later ones. */
  readonly freshRatio: number;
  /** Rates of each model relative to the fleet's, where enough is known. */
  readonly priors: readonly ModelPrior[];
  /** Attempts of past rollouts, and shares of them. */
  readonly attempts: number;
  readonly failedInstalls: number;
  readonly silence24h: number;
  readonly unconfirmed1h: number;
  /** Said that they restart and not a word within a day; and not one in three days after any install. */
  readonly lost24h: number;
  readonly gone72h: number;
  /** Crashes a day of the whole fleet, for each of the last 15 days. */
  readonly crashesPerDay: readonly number[];
  /** Crashes per device-hour of all devices without a new build. */
  readonly crashRate: number;
};

export type Scene = {
  readonly kind: BuildKind;
  /** Crash ratio of the build where nothing else is wrong with it. */
  readonly spread: number;
  readonly hurtModels: readonly boolean[];
  readonly incidents: readonly StruckIncident[];
  readonly history: History;
};

export function drawScene(ground: Ground, kind: BuildKind, dice: Dice): Scene {
  const { world } = ground;
  const width = kind.spread ?? world.spread;
  const spread = 1 + width * (2 * dice() - 1);
  const hurtModels = drawModels(ground, kind, dice);
  return { kind, spread, hurtModels, incidents: drawIncidents(ground, dice), history: drawHistory(ground, dice) };
}

function drawModels({ world }: Ground, { models }: BuildKind, dice: Dice): boolean[] {
  if (models === undefined) return world.models.map(() => true);
  if (typeof models === 'object') return world.models.map(({ name }) => models.includes(name));
  const left = world.models.map((_, index) => index);
  const hurt = new Set(Array.from({ length: models }, () => left.splice(throwWhole(dice, 0, left.length - 1), 1)[0]));
  return world.models.map((_, index) => hurt.has(index));
}

function drawIncidents({ world }: Ground, dice: Dice): StruckIncident[] {
  return world.incidents.flatMap((incident): StruckIncident[] => {
    const { chance, fromHour, every, models, ...effects } = incident;
    const isStruck = dice() < chance;
    const [low, high] = typeof fromHour === 'number' ? [fromHour, fromHour] : fromHour;
    const at = throwWhole(dice, low, high);
    if (!isStruck) return [];
    const strikes = world.models.map(({ name }) => models?.includes(name) ?? true);
    return [{ ...effects, fromHour: at, every: every ?? null, strikes }];
  });
}

function drawHistory(ground: Ground, dice: Dice): History {
  const { world, classes, cohorts } = ground;
  const { rates, fleet, history, freshness } = world;
  const now = classes.filter(({ joinsAtHour }) => joinsAtHour === 0);
  const modelCrash = ground.shares.reduce((sum, share, model) => sum + share * (world.models[model]?.crash ?? 1), 0);
  const perDay = rates.crashesPerDay * modelCrash;
  const meanOf = (members: readonly DeviceClass[]) => {
    const devices = members.reduce((sum, one) => sum + one.devices, 0);
    return {
      devices,
      crash: devices > 0 ? members.reduce((sum, one) => sum + one.devices * one.crash, 0) / devices : 1,
    };
  };
  const publicCrash = meanOf(now.filter(({ cohort }) => cohort === 0)).crash;
  const cohortRatios = cohorts.map((_, cohort) => {
    const { devices, crash } = meanOf(now.filter((one) => one.cohort === cohort));
    if (cohort === 0) return 1;
    if (devices === 0) return 0;
    const expected = devices * history.days * perDay * crash;
    return ((crash / publicCrash) * history.drift.cohorts * throwPoisson(dice, expected)) / Math.max(1, expected);
  });
  const freshExpected = history.rollouts * fleet.devices * 0.8 * (perDay / 24) * freshness.hours * freshness.crash;
  const all = meanOf(now);
  const usual = ground.shares.reduce((sum, share, model) => sum + share * (world.models[model]?.silence ?? 1), 0);
  const silence24h = rates.silence24h * usual * history.drift.silence;
  // Who confirms its boot at once is not waited for.
  const missed = (1 - fleet.bootConfirm) * rates.silence24h + fleet.bootConfirm * deriveLostShare(world);
  const neverTold = missed * usual * history.drift.silence;
  const attempts = Math.round(history.rollouts * fleet.devices * 0.8);
  const shareOf = (share: number) => throwBinomial(dice, attempts, Math.min(1, share)) / attempts;
  return {
    attempts,
    priors: drawPriors(ground, dice),
    cohortRatios,
    freshRatio:
      (freshness.crash * history.drift.fresh * throwPoisson(dice, freshExpected)) / Math.max(1, freshExpected),
    failedInstalls: shareOf(rates.failedInstalls),
    silence24h: shareOf(silence24h),
    unconfirmed1h: shareOf((1 - (1 - rates.unconfirmed1h * usual) * (1 - world.delays.share)) * history.drift.silence),
    lost24h: shareOf(deriveLostShare(world) * usual * history.drift.silence),
    gone72h: shareOf(neverTold * (1 - rates.backPerDay) ** 2),
    crashesPerDay: Array.from({ length: 15 }, () => throwPoisson(dice, all.devices * perDay * all.crash)),
    crashRate: (perDay * all.crash) / 24,
  };
}

/** The gate's margin: an error beyond it makes a ratio useless. */
const margin = 1.1;

/** Each model against all devices, over the days of the history. */
function drawPriors({ world, shares }: Ground, dice: Dice): ModelPrior[] {
  const { fleet, rates, history, models } = world;
  const deviceDays = fleet.devices * history.days;
  const ratioOf = (model: number, perDay: number, field: 'crash' | 'silence') => {
    const own = models[model];
    const exposure = deviceDays * (shares[model] ?? 0);
    const mean = models.reduce((sum, each, index) => sum + (shares[index] ?? 0) * each[field], 0);
    if (own === undefined || !own.isKnown) return null;
    const events = throwPoisson(dice, exposure * perDay * own[field]);
    const others = { events: throwPoisson(dice, deviceDays * perDay * mean), exposure: deviceDays };
    const ratio = derivePriorRatio({ events, exposure }, others, margin);
    return ratio === null ? null : ratio * (own.control === 0 ? history.drift.models : 1);
  };
  return models.map(({ name }, model) => ({
    model: name,
    crash: ratioOf(model, rates.crashesPerDay, 'crash'),
    silence: ratioOf(model, rates.silence24h, 'silence'),
  }));
}

/** Healthy devices that missed their confirmation, by bad luck or because it is late, and are not heard within the day. */
function deriveLostShare({ rates, fleet, delays }: World): number {
  const times = checkinsInDay(fleet.checkinHours);
  const unlucky = rates.unconfirmed1h * (1 - backAtCheckin) ** times;
  return unlucky + (delays.hours[1] > 24 ? delays.share ** (1 + times) : 0);
}

/** Whether the build hurts devices of this model and class. */
export function isHurt({ kind, hurtModels }: Scene, model: number, { group }: Pick<DeviceClass, 'group'>): boolean {
  if (hurtModels[model] !== true) return false;
  return kind.groups === undefined || kind.groups.includes(group === '' ? publicGroup : group);
}

/** Whether an incident is on in an hour. */
export function isOn({ fromHour, hours, every }: StruckIncident, hour: number): boolean {
  if (hour < fromHour) return false;
  const since = every === null ? hour - fromHour : (hour - fromHour) % every;
  return since < hours;
}
