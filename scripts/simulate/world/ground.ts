// A world made ready to be simulated: devices that behave alike in classes, models by index, cohorts by number.
import { publicGroup, type World } from './shape.ts';

/** Devices that nothing in the world tells apart, whatever the service knows of them. */
export type DeviceClass = {
  readonly group: string;
  /** Index into `Ground.cohorts`: what the service knows. */
  readonly cohort: number;
  readonly devices: number;
  readonly crash: number;
  readonly accept: number;
  readonly silence: number;
  readonly failedInstalls: number;
  /** Hour of the rollout in which they enrol. */
  readonly joinsAtHour: number;
  /** Claims a crash in every check-in while in this arm. */
  readonly lies: 'new' | 'control' | 'both' | null;
};

export type Ground = {
  readonly world: World;
  /** The first is everyone who is in no cohort; then cohorts, and once more those whom newcomers join: nothing is known of them. */
  readonly cohorts: readonly string[];
  readonly classes: readonly DeviceClass[];
  /** Of each model, adding up to one. */
  readonly shares: readonly number[];
};

export function layGround(world: World): Ground {
  const total = world.models.reduce((sum, { share }) => sum + share, 0);
  const named = world.fleet.groups.flatMap(({ cohort }) => (cohort === undefined ? [] : [cohort]));
  const joined = world.fleet.groups.flatMap(({ cohort, grows }) => (grows === undefined ? [] : [cohort ?? '']));
  const cohorts = ['', ...new Set(named), ...new Set(joined)];
  const grouped = listGroups(world, cohorts);
  const classes = grouped.flatMap((one) => splitEager(one, world)).flatMap((one) => splitDiffering(one, world));
  return {
    world,
    cohorts,
    classes: classes.flatMap((one) => splitLiars(one, world)),
    shares: world.models.map(({ share }) => share / total),
  };
}

type Group = World['fleet']['groups'][number];

function listGroups({ fleet }: World, cohorts: readonly string[]): DeviceClass[] {
  const usual: Group = { name: publicGroup, crash: 1, accept: 1, silence: 1, failedInstalls: 1 };
  const isStated = fleet.groups.some(({ name }) => name === publicGroup);
  const groups = isStated ? fleet.groups : [...fleet.groups, usual];
  const sizeOf = ({ devices, share }: Group) => devices ?? (share ?? 0) * fleet.devices;
  const left = fleet.devices - groups.reduce((sum, group) => sum + sizeOf(group), 0);
  return groups.flatMap(({ name, cohort, grows, devices: _, share: __, ...ratios }, index): DeviceClass[] => {
    const devices = name === publicGroup ? left : sizeOf(groups[index] ?? usual);
    const known = cohort === undefined ? 0 : cohorts.indexOf(cohort);
    const old: DeviceClass = { ...ratios, group: name, cohort: known, devices, joinsAtHour: 0, lies: null };
    if (grows === undefined) return [old];
    const newcomers = devices * (grows.factor - 1);
    const joined = { joinsAtHour: grows.atHour, crash: grows.crash ?? old.crash };
    return [old, { ...old, ...joined, devices: newcomers, cohort: cohorts.lastIndexOf(cohort ?? '') }];
  });
}

function splitEager(one: DeviceClass, { fleet }: World): DeviceClass[] {
  const { eager } = fleet;
  if (eager === undefined) return [one];
  const devices = one.devices * eager.share;
  return [
    { ...one, devices, accept: one.accept * eager.accept, crash: one.crash * eager.crash },
    { ...one, devices: one.devices - devices },
  ];
}

/** Cuts a lognormal of mean one at its quantiles 0.5, 0.8, 0.95, 0.99 and 0.999; each part gets its own mean. */
function splitDiffering(one: DeviceClass, { fleet }: World): DeviceClass[] {
  if (fleet.differ === 0) return [one];
  const sigma = Math.sqrt(Math.log1p(fleet.differ ** 2));
  const cuts = [Number.NEGATIVE_INFINITY, 0, 0.8416, 1.6449, 2.3263, 3.0902, Number.POSITIVE_INFINITY];
  return cuts.slice(1).map((to, index) => {
    const from = cuts[index] ?? 0;
    const share = normalBelow(to) - normalBelow(from);
    const mean = (normalBelow(to - sigma) - normalBelow(from - sigma)) / share;
    return { ...one, devices: one.devices * share, crash: one.crash * mean };
  });
}

function splitLiars(one: DeviceClass, { spam }: World): DeviceClass[] {
  const { liars } = spam;
  if (liars === undefined || liars.share === 0) return [one];
  const devices = one.devices * liars.share;
  return [
    { ...one, devices, lies: liars.arm },
    { ...one, devices: one.devices - devices },
  ];
}

/** Distribution function of the standard normal, by Zelen and Severo's 26.2.17 in Abramowitz and Stegun; error below 7.5e-8. */
export function normalBelow(z: number): number {
  if (z === Number.NEGATIVE_INFINITY) return 0;
  if (z === Number.POSITIVE_INFINITY) return 1;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    0.3989422804014327 *
    Math.exp(-(z * z) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
