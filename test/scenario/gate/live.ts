// A rollout as the service runs it: a fleet over HTTP, ticks, and a clock that stands still between two beats.
import { readFileSync, writeFileSync } from 'node:fs';
import { planOfWorld } from '../../../scripts/simulate/world/plan.ts';
import { parseWorld } from '../../../scripts/simulate/world/read-world.ts';
import { devices } from '../../../src/adapters/postgres/schema/fleet.ts';
import { parseFault } from '../../../src/cli/fleet/fault.ts';
import { type FleetLinks, openFleetLinks } from '../../../src/cli/fleet/fleet-links.ts';
import { type Usual, usualHabits } from '../../../src/cli/fleet/habits.ts';
import { Fleet } from '../../../src/cli/fleet/run-fleet.ts';
import { deriveBucket } from '../../../src/domain/device/bucket.ts';
import { runTick } from '../../../src/http/operate/run-tick.ts';
import { rolloutDetails } from '../../../src/wire/release/rollout.ts';
import { jsonOf } from '../../harness/cli.ts';
import type { Story } from '../../harness/cli-story.ts';
import type { ServedApp } from '../../harness/served-app.ts';

const hourMs = 3_600_000;
/** A check-in of an install every quarter of an hour is as fine as the simulated devices' own steps. */
const beatMs = hourMs / 4;
const pollMs = 6 * hourMs;

const worldFile = new URL('world.json', import.meta.url).pathname;
export const world = readWorld();

function readWorld() {
  const parsed = parseWorld(readFileSync(worldFile, 'utf8'), worldFile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

export function planOfWorldFile() {
  const plan = planOfWorld(world);
  return plan ?? fail('the world has no plan');
}

/** The plan of the world as an engineer writes it. */
function planText(channel: string): string {
  const { plan } = JSON.parse(readFileSync(worldFile, 'utf8')) as { plan: unknown };
  return JSON.stringify({ plan: 'live', product: 'nova', channel, fallback: 'none', stages: plan });
}

export type LiveRollout = {
  readonly channel: string;
  readonly version: string;
  readonly story: Story;
  readonly fleet: Fleet;
  readonly id: number;
  readonly startedMs: number;
  /** Devices that ever ran the build, or lost by it. */
  exposed(): number;
  load(): Promise<ReturnType<typeof rolloutDetails.parse>>;
};

type Wanted = {
  readonly channel: string;
  /** The build under trial. */
  readonly version: string;
  readonly faults: readonly string[];
  readonly seed?: number;
  readonly usual?: Partial<Usual>;
};

/** A build on a channel of its own, and a fleet that waits for it. */
export async function openTrial(service: ServedApp, story: Story, wanted: Wanted) {
  const { channel, version } = wanted;
  const { fleet: size, models, rates } = world;
  await story.done('channel', 'set', channel, '--poll', `${pollMs / hourMs}h`);
  writeFileSync(story.inside(`${channel}.yaml`), planText(channel));
  await story.done('plan', 'apply', story.inside(`${channel}.yaml`), '--no-ceiling');
  await publish(story, channel, version);
  const plan = {
    origin: service.url,
    product: 'nova',
    channel,
    prefix: `${channel}-`,
    devices: size.devices,
    models: models.map(({ name, share }) => ({ model: name, share })),
    testerShare: (size.groups[0]?.devices ?? 0) / size.devices,
    start: { version: '1.0.0', counter: 0, imageSha256: null },
    rootBytes: service.trust.files.get('1.root.json') ?? new Uint8Array(),
  };
  const faults = wanted.faults.map((text) => parseFault(text) ?? fail(`${text} is no fault`));
  const usual = { ...usualHabits, crashRate: rates.crashesPerDay / 24, ...wanted.usual };
  const habits = { seed: wanted.seed ?? 1, faults, healthEveryMs: size.checkinHours * hourMs, usual };
  const { links, settle } = enrolAtOnce(service, openFleetLinks(service.url, story.token, plan), channel);
  const fleet = new Fleet(plan, links, habits);
  fleet.setClock({ nowMs: () => service.clock.ms });
  await fleet.enrol(() => {});
  await settle();
  // A fleet that has been there for long polls at all hours.
  for (const device of fleet.devices) device.pollMs = service.clock.ms + device.dice.roll() * pollMs;
  return { channel, version, story, fleet };
}

/** Publishes with the statement that says who goes first: it is the same in every run, so that what the gate sees is, too. */
async function publish(story: Story, channel: string, version: string): Promise<void> {
  const words = ['build', 'publish', story.newFile(`${version}.img`, 4_096), '--version', version];
  const ran = await story.run([...words, '--channel', channel, '--yes'], { salt: channel });
  if (ran.code !== 0) throw new Error(ran.stderr);
}

/** The first tester and the first other device enrol over HTTP, the others by one statement: enrolments are no part of the story. */
function enrolAtOnce(service: ServedApp, links: FleetLinks, channelId: string) {
  const first = new Map<boolean, ReturnType<FleetLinks['enrol']>>();
  const waiting: (typeof devices.$inferInsert)[] = [];
  const enrol: FleetLinks['enrol'] = async (device) => {
    const known = first.get(device.tester);
    if (known === undefined) {
      const given = links.enrol(device);
      first.set(device.tester, given);
      return given;
    }
    const bucket = deriveBucket('nova', device.id);
    const ms = service.clock.ms;
    const times = { reportedMs: ms, enrolledMs: ms, seenMs: ms, healthMs: ms };
    const about = { productId: 'nova', channelId, modelId: device.model, bucket, region: null, locale: null };
    const state = { reportedBuild: device.build, buildId: null, isTester: device.tester, isBlocked: false };
    waiting.push({ id: device.id, ...about, ...state, ...times });
    const { pass, cohorts } = await known;
    return { bucket, pass, cohorts };
  };
  async function settle() {
    for (let at = 0; at < waiting.length; at += 1000)
      await service.database.db.insert(devices).values(waiting.slice(at, at + 1000));
  }
  return { links: { ...links, enrol }, settle };
}

const fail = (why: string): never => {
  throw new Error(why);
};

export async function begin(service: ServedApp, at: Awaited<ReturnType<typeof openTrial>>): Promise<LiveRollout> {
  const { story, fleet, channel, version } = at;
  const words = ['rollout', 'start', version, '--channel', channel, '--yes', '--json'];
  const started = jsonOf(await story.done(...words)) as unknown as { rollout: { id: number } };
  const { id } = started.rollout;
  const load = async () => rolloutDetails.parse(jsonOf(await story.done('rollout', 'status', String(id), '--json')));
  const { salt } = await load();
  if (salt !== channel) throw new Error(`who goes first was drawn anew: ${salt}`);
  return {
    ...at,
    id,
    startedMs: service.clock.ms,
    exposed: () => fleet.devices.filter((device) => device.version === version).length,
    load,
  };
}

export type End = {
  /** As the simulator names it; `held` is every rollout that did not get through in time. */
  readonly verdict: 'promoted' | 'halted' | 'quarantined' | 'held';
  readonly hours: number;
  readonly exposed: number;
  readonly quarantined: readonly string[];
  /** What the gate says last. */
  readonly reason: string;
};

/** Null while it goes on. A completed one is its end too, unless what comes afterwards is asked for. */
export async function checkEnd(
  service: ServedApp,
  rollout: LiveRollout,
  { untilHour, isWatched }: { readonly untilHour: number; readonly isWatched: boolean },
): Promise<End | null> {
  const { state, quarantined, gate, latest } = await rollout.load();
  const reason = gate.verdict?.reasons[0]?.sentence ?? latest?.reason ?? '';
  const facts = {
    hours: (service.clock.ms - rollout.startedMs) / hourMs,
    exposed: rollout.exposed(),
    quarantined,
    reason,
  };
  if (state === 'completed' && (!isWatched || facts.hours >= untilHour)) return { verdict: 'promoted', ...facts };
  if (state === 'halted') return { verdict: 'halted', ...facts };
  return facts.hours < untilHour ? null : { verdict: quarantined.length > 0 ? 'quarantined' : 'held', ...facts };
}

/** One beat of every fleet that still has something to tell, and the tick that follows it. */
export async function passBeat(service: ServedApp, fleets: readonly Fleet[]): Promise<void> {
  service.clock.ms += beatMs;
  for (const fleet of fleets) await fleet.beat();
  await service.settle();
  await runTick(service.surroundings);
}
