// The poll's figures: the service beside the bare route, in Node and in workerd, with few members and with a million.
import { openBucket } from '../../../src/adapters/objects/client.ts';
import { releaseMaps } from '../../../src/adapters/objects/release-maps.ts';
import { nodeCourier } from '../../../src/adapters/system/node-courier.ts';
import { composeProcess } from '../../../src/compose.ts';
import { parseConfig } from '../../../src/config.ts';
import type { Surroundings } from '../../../src/http/shared/http-env.ts';
import { beside, compared, type Figure, told } from '../figure.ts';
import { type Load, startLoad } from '../load/load.ts';
import { startBenchStore } from '../object-store.ts';
import { type Measured, measure } from '../rounds.ts';
import { ratioOf } from '../statistics.ts';
import { openDatabaseTrap } from './database-trap.ts';
import { fleetMap, memberPolls } from './fleet.ts';
import { type PollRequests, sortPolls } from './requests.ts';
import { type Given, type Runtime, startNode, startWorker } from './runtimes.ts';
import { pollSides } from './sides.ts';

const fewMembers = 10_000;
const manyMembers = 1_000_000;
const pollsInList = 20_000;
/** How much dearer than the bare route a poll may be; requests a second may fall by the same factor. */
const atMost = 1.25;
const growthAtMost = 1.1;
/** Until the compilers are done, and most answers were made once. */
const warmUps = 4;

export type PollOptions = { readonly dir: string; readonly rounds: number };

export async function measurePolls({ dir, rounds }: PollOptions): Promise<Figure[]> {
  const trap = await openDatabaseTrap();
  const store = await startBenchStore(dir);
  const load = startLoad();
  try {
    const environment = { ...store.environment, DATABASE_URL: trap.url };
    const fixed = await prepare(environment, load);
    const given: Given = { environment, fixed, dir };
    const figures: Figure[] = [];
    for (const start of [startNode, startWorker])
      figures.push(...(await measureRuntime(await start(given), load, rounds)));
    return [...figures, told('poll: connections to the database', '', trap.connections(), { atMost: 0 })];
  } finally {
    load.stop();
    await store.stop();
    trap.close();
  }
}

/** Publishes the map, makes the polls and gives them to the loader; answers the bytes of the bare routes. */
async function prepare(environment: Given['environment'], load: Load): Promise<Given['fixed']> {
  const config = parseConfig(environment);
  const nowMs = Date.now();
  await releaseMaps(openBucket(config.s3)).putPublishedMap(fleetMap(nowMs), null);
  const courier = nodeCourier({ mayCallLocalhost: false, patienceMs: 1_000 });
  const { process: parts, log } = composeProcess(config, { courier, postman: null, checkins: null });
  await parts.currentMap.refreshCurrentMap();
  const surroundings: Surroundings = {
    process: parts,
    log,
    stores() {
      throw new Error('a poll asked for the database');
    },
    background: (work) => void work,
  };
  const sort = (members: number): Promise<PollRequests> =>
    sortPolls(memberPolls({ passSigner: parts.passSigner, members, count: pollsInList, nowMs }), surroundings);
  const few = await sort(fewMembers);
  const many = await sort(manyMembers);
  for (const kind of ['offer', 'none'] as const) {
    await load.keep(`ours, ${kind}`, few.ours(kind));
    await load.keep(`bare, ${kind}`, few.bare(kind));
    await load.keep(`million, ${kind}`, many.ours(kind));
  }
  await load.keep('quiet', few.quiet('none'));
  return { offer: few.fixed('offer'), none: few.fixed('none') };
}

async function measureRuntime(runtime: Runtime, load: Load, rounds: number): Promise<Figure[]> {
  try {
    const measured = await measure(pollSides(runtime, load), { rounds, warmUps });
    const side = (name: string): Measured => measured.get(name) ?? { cpuUs: [], perS: [] };
    const compare = (name: string, ours: string, baseline: string): Figure[] =>
      beside({
        name: `${runtime.name}: ${name}`,
        units: { cpu: 'us of CPU', rate: 'requests/s' },
        ours: side(ours),
        baseline: side(baseline),
        wanted: { cpu: { atMost }, rate: { atLeast: 1 / atMost } },
      });
    return [
      ...compare('poll with an offer', 'ours, offer', 'bare, offer'),
      ...compare('poll without an offer', 'ours, none', 'bare, none'),
      ...compare('quiet poll, 304', 'quiet', 'bare, none'),
      growth(`${runtime.name}: from 10,000 members to 1,000,000`, side),
    ];
  } finally {
    await runtime.stop();
  }
}

/** Both kinds of poll together: what grows would grow in both. */
function growth(name: string, side: (name: string) => Measured): Figure {
  const both = (list: string): number[] =>
    side(`${list}, offer`).cpuUs.map((us, round) => us + (side(`${list}, none`).cpuUs[round] ?? Number.NaN));
  const [ours, baseline] = [both('million'), both('ours')];
  return compared({
    name,
    unit: 'us of CPU, both',
    ours,
    baseline,
    ratio: ratioOf(ours, baseline),
    wanted: { atMost: growthAtMost },
  });
}
