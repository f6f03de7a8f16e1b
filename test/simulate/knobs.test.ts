// Every key of a world file changes what is simulated: a knob that turned nothing would be a promise nobody keeps.
import { describe, expect, it } from 'vitest';
import { rollByGate } from '../../scripts/simulate/policies/gate.ts';
import { layGround } from '../../scripts/simulate/world/ground.ts';
import { dealBuilds } from '../../scripts/simulate/world/mix.ts';
import { planOfWorld } from '../../scripts/simulate/world/plan.ts';
import { parseWorld } from '../../scripts/simulate/world/read-world.ts';
import { worldJsonSchema } from '../../scripts/simulate/world/schema.ts';
import type { World } from '../../scripts/simulate/world/shape.ts';
import type { Plan } from '../../src/domain/rollout/plan.ts';
import { listen, makeWorld, planOf } from './worlds.ts';

/** Everything happens in it at once, to few devices. */
const base = {
  name: 'knobs',
  fleet: {
    devices: 6000,
    bootConfirm: 0.8,
    groups: [
      { name: 'g', devices: 2000, cohort: 'testers', grows: { factor: 2, atHour: 20, crash: 1.5 } },
      { name: 's', share: 0.1 },
    ],
    eager: { share: 0.3 },
    differ: 1,
  },
  models: [
    { name: 'x', share: 2 },
    { name: 'y', share: 1, control: 0 },
  ],
  rates: { crashesPerDay: 0.3, failedInstalls: 0.05, silence24h: 0.1, unconfirmed1h: 0.1 },
  cycle: { daily: 0.2 },
  freshness: { crash: 2, hours: 6 },
  incidents: [
    { fromHour: 10, hours: 30, every: 60, crash: 2, failedInstalls: 2, silence: 2, unconfirmed: 3, offline: 0.2 },
  ],
  builds: [
    {
      name: 'bad',
      crash: 2,
      brick: 0.05,
      loop: { share: 0.1 },
      mute: { share: 0.2, hours: 30 },
    },
    { name: 'good' },
  ],
  delays: { share: 0.2, hours: [6, 12] },
  clocks: { share: 0.3, uptime: 0.5 },
  spam: { loud: { devices: 3 }, forged: { share: 0.2 }, liars: { share: 0.05 }, strangers: { perHour: 10 } },
  metrics: [{ metric: 'boot-time', middle: 20 }],
};

/** Another value for each key, and for names what must change with them. Keys of lists are those of their first entry. */
const turns: Readonly<Record<string, unknown>> = {
  name: 'other',
  'fleet.devices': 9000,
  'fleet.checkinHours': 4,
  'fleet.bootConfirm': 0.2,
  'fleet.groups.devices': 1000,
  'fleet.groups.share': 0.2,
  'fleet.groups.cohort': 'others',
  'fleet.groups.crash': 3,
  'fleet.groups.accept': 0.4,
  'fleet.groups.silence': 3,
  'fleet.groups.failedInstalls': 4,
  'fleet.groups.grows.factor': 3,
  'fleet.groups.grows.atHour': 30,
  'fleet.groups.grows.crash': 3,
  'fleet.eager.share': 0.8,
  'fleet.eager.accept': 3,
  'fleet.eager.crash': 4,
  'fleet.differ': 4,
  'models.name': 'z',
  'models.share': 5,
  'models.crash': 2,
  'models.silence': 3,
  'models.failedInstalls': 3,
  'models.control': 0.5,
  'models.isKnown': false,
  'rates.crashesPerDay': 0.6,
  'rates.failedInstalls': 0.2,
  'rates.silence24h': 0.2,
  'rates.fallSilentPerDay': 0.3,
  'rates.backPerDay': 0.9,
  'rates.unconfirmed1h': 0.3,
  'rates.acceptPerCheckin': 0.1,
  'rates.installHours': 3,
  'cycle.daily': 0.5,
  'cycle.weekly': 0.5,
  'cycle.acceptDaily': 0.5,
  'cycle.startHour': 50,
  'freshness.crash': 4,
  'freshness.hours': 20,
  spread: 0.3,
  'incidents.chance': 0,
  'incidents.fromHour': [30, 40],
  'incidents.hours': 10,
  'incidents.every': 70,
  'incidents.crash': 5,
  'incidents.failedInstalls': 4,
  'incidents.silence': 5,
  'incidents.unconfirmed': 9,
  'incidents.offline': 0.8,
  'incidents.models': ['y'],
  'builds.name': 'worse',
  'builds.weight': 0,
  'builds.spread': 0.5,
  'builds.crash': 5,
  'builds.crashFromHour': 30,
  'builds.crashRampHours': 50,
  'builds.loop.share': 0.4,
  'builds.loop.reports': 90,
  'builds.failedInstalls': 0.5,
  'builds.brick': 0.3,
  'builds.brickAfterHours': 30,
  'builds.mute.share': 0.6,
  'builds.mute.hours': 50,
  'builds.metrics': { 'boot-time': 2 },
  'builds.uptime': 0.5,
  'builds.models': 1,
  'builds.groups': ['s'],
  'delays.share': 0.6,
  'delays.crashed': 0.9,
  'delays.hours': [12, 30],
  'clocks.share': 0.9,
  'clocks.uptime': 0.1,
  'spam.loud.devices': 9,
  'spam.loud.reports': 5,
  'spam.loud.arm': 'control',
  'spam.forged.share': 0.6,
  'spam.forged.arm': 'control',
  'spam.liars.share': 0.3,
  'spam.liars.arm': 'new',
  'metrics.metric': 'battery-drain',
  'metrics.middle': 40,
  'metrics.spread': 1,
  'metrics.measured': 0.5,
  'metrics.byModel': { x: 3 },
  'history.days': 5,
  'history.rollouts': 1,
  'history.drift.cohorts': 2,
  'history.drift.fresh': 2,
  'history.drift.silence': 2,
  'history.drift.models': 2,
  plan: [{ name: 'all', bake: '1h', permille: 1000, evidence: 'no-harm' }],
  watchHours: 5,
  holdHours: 5,
};

/** The service goes by its own clock and refuses strangers at the door, and the rest is for people and editors. */
const idle: Readonly<Record<string, unknown>> = {
  $schema: '../other.json',
  about: 'other words',
  'fleet.groups.name': 'h',
  'clocks.skewHours': 300,
  'spam.strangers.perHour': 5000,
};

type Node = { properties?: Record<string, Node>; items?: Node; anyOf?: Node[] };

/** Every key of the schema, but for the stages of plans, which have a schema of their own. */
function keysOf(node: Node, path: readonly string[] = []): string[] {
  if (path.join('.') === 'plan') return ['plan'];
  const { properties } = node.properties === undefined ? (node.items ?? {}) : node;
  if (properties === undefined) return [path.join('.')];
  return Object.entries(properties).flatMap(([key, next]) => keysOf(next, [...path, key]));
}

function turned(path: string, value: unknown): World {
  const world = structuredClone(base) as Record<string, unknown>;
  let at = world;
  const keys = path.split('.');
  for (const [index, key] of keys.slice(0, -1).entries()) {
    at[key] ??= {};
    const next = at[key];
    const isShare = path === 'fleet.groups.share' && key === 'groups';
    const isKnown = path === 'models.isKnown' && key === 'models';
    at = (Array.isArray(next) ? next[isShare || isKnown ? 1 : 0] : next) as Record<string, unknown>;
    if (at === undefined) throw new Error(`${keys.slice(0, index + 1).join('.')} is not in the base`);
  }
  at[keys.at(-1) ?? ''] = value;
  const read = parseWorld(JSON.stringify(world), 'knobs.json');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

/** Calm, and offered to everybody at once. */
const atOnce = makeWorld({
  builds: [{ name: 'good' }],
  plan: [{ name: 'all', bake: '1h', permille: 1000, evidence: 'no-harm' }],
});

/** What the service hears in five days, what it knew before, and what becomes of a build: nothing that repeats the file. */
function signOf(world: World): string {
  const ground = layGround(world);
  const { pages, measured, scene } = listen(world);
  const [kind] = world.builds;
  const isRolled = world.fleet.groups.some(({ cohort }) => cohort === 'testers');
  const roll = (plan: Plan | null, rolled: World['builds'][number] | undefined, on = ground) =>
    plan === null || rolled === undefined ? null : rollByGate({ ground: on, plan, kind: rolled, seed: 3, build: 0 });
  const stages = planOfWorld(world) ?? planOf('recommended');
  const calm = layGround({ ...atOnce, watchHours: world.watchHours });
  const outcomes = isRolled ? [roll(stages, kind), roll(planOfWorld(atOnce), atOnce.builds[0], calm)] : [];
  const dealt = dealBuilds(world, 9).map(({ name }) => name);
  return JSON.stringify([pages, measured, scene.history, scene.spread, dealt, outcomes]);
}

describe('every key of a world', () => {
  it('is turned here', () => {
    expect(keysOf(worldJsonSchema as Node).sort()).toEqual([...Object.keys(turns), ...Object.keys(idle)].sort());
  });

  const usual = signOf(turned('name', 'knobs'));

  it.each(Object.keys(turns))('%s has effect', (path) => {
    expect(signOf(turned(path, turns[path])) === usual).toBe(false);
  });

  it.each(Object.keys(idle))('%s has none', (path) => {
    expect(signOf(turned(path, idle[path])) === usual).toBe(true);
  });
});
