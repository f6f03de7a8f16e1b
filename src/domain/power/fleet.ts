// The fleet that a plan is tried on before it starts: how many devices of which models, and what is normal for them.
import type { Problem } from '../result.ts';
import { everyoneCohort } from '../rollout/cohort.ts';

/** `share` is scaled so that all add up to one; `crash` is a ratio to `crashesPerDay`. */
export type FleetModel = { readonly model: string; readonly share: number; readonly crash: number };

/** Everything that a figure of power rests on; people see all of it and may state any of it. */
export type Fleet = {
  readonly devices: number;
  readonly models: readonly FleetModel[];
  /** Devices of each cohort that a plan names; nobody is in two of them. */
  readonly cohorts: Readonly<Record<string, number>>;
  /** Crashes a device and day on a healthy build. */
  readonly crashesPerDay: number;
  /** Shares of a healthy build: installs that fail, devices without a word for a day, boots not confirmed within the hour. */
  readonly failedInstalls: number;
  readonly silence: number;
  readonly unconfirmed: number;
  /** Devices whose client confirms its boot at once. */
  readonly confirming: number;
  /** Share of the devices offered a build that has installed it a day later. */
  readonly installedInDay: number;
  readonly checkinHours: number;
};

/** Rates and models of gates.md 4: a fleet whose smallest model is 2.5 % and whose models' crashes differ threefold. */
export const usualFleet: Fleet = {
  devices: 100_000,
  models: [
    { model: 'm0', share: 0.3, crash: 1 },
    { model: 'm1', share: 0.18, crash: 0.8 },
    { model: 'm2', share: 0.13, crash: 1.2 },
    { model: 'm3', share: 0.1, crash: 0.6 },
    { model: 'm4', share: 0.08, crash: 1.5 },
    { model: 'm5', share: 0.06, crash: 1 },
    { model: 'm6', share: 0.05, crash: 0.9 },
    { model: 'm7', share: 0.04, crash: 1.8 },
    { model: 'm8', share: 0.035, crash: 0.7 },
    { model: 'm9', share: 0.025, crash: 1.3 },
  ],
  cohorts: {},
  crashesPerDay: 0.03,
  failedInstalls: 0.01,
  silence: 0.01,
  unconfirmed: 0.003,
  confirming: 1,
  // 35 % of the offered begin at a check-in, four of which are in a day.
  installedInDay: 0.82,
  checkinHours: 6,
};

/** Of healthy devices that were not heard: back at the next check-in, back on the next day, and how often that is tried. */
export const returning = { atCheckin: 0.5, inDay: 0.5, times: 8 } as const;

/** What a cohort holds that nobody counted: two in a hundred devices, as the testers of gates.md 4. */
const usualCohortShare = 0.02;

/** Counts every cohort that the plan names; those nobody counted are assumed, and listed. */
export function deriveFleet(
  fleet: Fleet,
  cohorts: readonly string[],
): { readonly fleet: Fleet; readonly assumed: readonly string[] } {
  const named = [...new Set(cohorts)].filter((cohort) => cohort !== everyoneCohort);
  const assumed = named.filter((cohort) => fleet.cohorts[cohort] === undefined);
  const guess = Math.round(usualCohortShare * fleet.devices);
  const counted = named.map((cohort) => [cohort, fleet.cohorts[cohort] ?? guess] as const);
  return { fleet: { ...fleet, cohorts: Object.fromEntries(counted) }, assumed };
}

/** Bounds that keep a trial short: what they shut out could not be told from the ends either. */
const mostDevices = 2_000_000;
export const mostModels = 64;

/** Everything that makes a fleet unusable; empty for a good one. */
export function checkFleet(fleet: Fleet): Problem[] {
  const { devices, models, cohorts } = fleet;
  const inCohorts = Object.values(cohorts).reduce((sum, each) => sum + each, 0);
  const names = models.map(({ model }) => model);
  return [
    ...checkNumber('devices', devices, { least: 10, most: mostDevices }),
    ...Object.entries(cohorts).flatMap(([name, count]) =>
      checkNumber(`cohort ${name}`, count, { least: 1, most: devices }),
    ),
    ...(inCohorts > devices
      ? [{ where: 'cohorts', what: `they hold ${inCohorts} of ${devices} devices`, fix: 'Give a larger fleet.' }]
      : []),
    ...(models.length === 0 || models.length > mostModels || new Set(names).size < names.length
      ? [{ where: 'models', what: `${models.length} models`, fix: `Name 1 to ${mostModels} models, each once.` }]
      : []),
    ...models.flatMap(({ model, share, crash }) => [
      ...checkNumber(`share of ${model}`, share, { least: 0, most: 1e9 }),
      ...checkNumber(`crash ratio of ${model}`, crash, { least: 0, most: 100 }),
    ]),
    ...(models.some(({ share }) => share > 0)
      ? []
      : [{ where: 'models', what: 'no model has a share', fix: 'Give each model its part of the fleet.' }]),
    ...checkNumber('crashes a device and day', fleet.crashesPerDay, { least: 0, most: 24 }),
    ...checkNumber('failed installs', fleet.failedInstalls, { least: 0, most: 0.5 }),
    ...checkNumber('silence', fleet.silence, { least: 0, most: 0.5 }),
    ...checkNumber('missing confirmations', fleet.unconfirmed, { least: 0, most: 0.5 }),
    ...checkNumber('devices that confirm', fleet.confirming, { least: 0, most: 1 }),
    ...checkNumber('installed in a day', fleet.installedInDay, { least: 0.01, most: 1 }),
    ...checkNumber('hours between check-ins', fleet.checkinHours, { least: 1, most: 24 }),
  ];
}

function checkNumber(where: string, value: number, { least, most }: { least: number; most: number }): Problem[] {
  if (value >= least && value <= most) return [];
  return [{ where, what: `${value} is out of range`, fix: `Give a number from ${least} to ${most}.` }];
}
