// A model of which nobody runs the old build any more, through the service: judged by what past rollouts taught, else held for a person.
import { desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builds } from '../../../src/adapters/postgres/schema/builds.ts';
import { plans, rollouts } from '../../../src/adapters/postgres/schema/rollouts.ts';
import type { Lesson } from '../../../src/domain/gate/lesson.ts';
import { tellStory } from '../../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../../harness/served-app.ts';
import { begin, type LiveRollout, openTrial, passBeat, world } from './live.ts';

const crashesPerHour = world.rates.crashesPerDay / 24;
const hourS = 3600;

/** All models alike, counted over some fleets like this one. */
const taught: Lesson = {
  shares: {},
  lasting: {},
  crash: null,
  reports: [],
  models: ['n1', 'n2', 'n3', 'n4'].map((model) => ({
    model,
    crash: { events: 2000, exposure: (2000 / crashesPerHour) * hourS },
    silence: { events: 1000, exposure: 100_000 },
  })),
};

const trials = [
  { channel: 'known-good', faults: [], lesson: taught },
  { channel: 'known-x5', faults: ['crash:V@n3=0.05'], lesson: taught },
  { channel: 'unknown', faults: [], lesson: null },
] as const;

let service: ServedApp;
const open = new Map<string, LiveRollout>();

beforeAll(async () => {
  service = await openServedApp();
  const story = await tellStory(service);
  for (const model of ['n3', 'n4']) await story.done('model', 'add', model);
  for (const [index, { channel, faults, lesson }] of trials.entries()) {
    const version = `1.${index + 1}.0`;
    const stated = faults.map((fault) => fault.replace('V', version));
    const trial = await openTrial(service, story, { channel, version, faults: stated });
    if (lesson !== null) await teach(channel, lesson);
    open.set(channel, await begin(service, trial));
  }
  const all = [...open.values()];
  for (const { fleet } of all) for (const device of fleet.devices) if (device.model === 'n3') device.healthMs = never;
  for (let hour = 0; hour < 40; hour += 0.25) {
    await passBeat(
      service,
      all.map(({ fleet }) => fleet),
    );
    all.forEach(wake);
  }
}, 600_000);
afterAll(() => service.close());

const never = Number.POSITIVE_INFINITY;

/** Whoever of the model runs the build checks in; whoever does not, polls and says nothing. */
function wake({ fleet, version }: LiveRollout): void {
  for (const device of fleet.devices) {
    if (device.model !== 'n3' || device.healthMs !== never || device.version !== version) continue;
    device.healthMs = service.clock.ms + device.dice.roll() * world.fleet.checkinHours * hourS * 1000;
  }
}

/** A rollout of last week that the gate completed. */
async function teach(channelId: string, lesson: Lesson): Promise<void> {
  const { db } = service.database;
  const [plan] = await db.select().from(plans).where(eq(plans.channelId, channelId)).orderBy(desc(plans.id)).limit(1);
  const [build] = await db.select().from(builds).where(eq(builds.channelId, channelId)).limit(1);
  const times = { stageEnteredMs: 1, evidenceFromMs: 1, startedMs: 1, ceilingEndsMs: 2 };
  await db.insert(rollouts).values({
    productId: 'nova',
    channelId,
    buildId: build?.id ?? '',
    planId: plan?.id ?? 0,
    salt: 'last-week',
    ceiling: '{}',
    state: 'completed',
    stageIndex: 3,
    head: 1,
    lesson,
    ...times,
  });
}

const load = (channel: string) => open.get(channel)?.load() ?? expect.fail();
const doubtsOf = async (channel: string) => {
  const { gate } = await load(channel);
  return gate.verdict.reasons.filter(({ code }) => code === 'no-control').map(({ signal, model }) => [signal, model]);
};

describe('a model without control', () => {
  it('goes on with the others where past rollouts tell how it compares with them', async () => {
    expect(await doubtsOf('known-good')).toEqual([]);
    const { quarantined, stageIndex } = await load('known-good');
    expect(quarantined).toEqual([]);
    expect(stageIndex).toBeGreaterThan(1);
  });

  it('is taken out alone where it crashes more than it should beside them', async () => {
    expect(await load('known-x5')).toMatchObject({ state: 'running', quarantined: ['n3'] });
  });

  it('is held for a person where nothing is known of it', async () => {
    expect(await doubtsOf('unknown')).toContainEqual(['crash-rate', 'n3']);
    const { state, stageIndex, quarantined } = await load('unknown');
    expect([state, quarantined]).toEqual(['running', []]);
    expect(stageIndex).toBeLessThan(2);
  });
});
