// `npm run demo`: two Fridays in time-lapse on the real parts: a good build goes out, a bad one is stopped by the gate and brought back.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFleetLinks } from '../src/cli/fleet/fleet-links.ts';
import { usualHabits } from '../src/cli/fleet/habits.ts';
import { Fleet } from '../src/cli/fleet/run-fleet.ts';
import { createdToken } from '../src/wire/operate/token.ts';
import { makeBuild } from './demo/builds.ts';
import { type Engineer, openEngineer } from './demo/engineer.ts';
import { planText } from './demo/plan.ts';
import { openRealDevice } from './demo/real-devices.ts';
import { openScreen } from './demo/screen.ts';
import { clockWords, openTimeLapse, timetable } from './demo/time-lapse.ts';
import { describeCensus, describeStanding, loadStanding, type Standing } from './demo/watch.ts';
import { type Embedded, startEmbedded } from './launch/embedded.ts';

const models = ['n1', 'n2', 'n3', 'n4'];
const deviceCount = 2_000;
const screen = openScreen(process.stdout);
const startedMs = performance.now();
const elapsed = (): string => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;

const folder = mkdtempSync(join(tmpdir(), 'orange-demo-'));
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

let timeLapse = openTimeLapse('preparation', Date.now());
let service = await start(0);

/** The service with the clock of the moment; started again it finds everything it had. */
function start(port: number): Promise<Embedded> {
  const bindings = { ...timeLapse.bindings, LOG_LEVEL: 'warn' };
  return startEmbedded({ dataDir: join(folder, 'data'), port, tickMs: 300, bindings });
}

screen.say(
  'Two Fridays in time-lapse: one second is an hour. Everything is real but the clock and the simulated devices.',
);
try {
  await play(service.operatorToken ?? '');
  if (process.stdout.isTTY) {
    screen.say('The service runs on until Ctrl-C.');
    await new Promise<void>((resolve) => {
      if (interrupt.signal.aborted) resolve();
      interrupt.signal.addEventListener('abort', () => resolve());
    });
  }
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function play(operatorToken: string): Promise<void> {
  const { url } = service;
  const env = {
    ORANGE_URL: url,
    ORANGE_TOKEN: operatorToken,
    ORANGE_PRODUCT: 'nova',
    ORANGE_CHANNEL: 'stable',
    ORANGE_CONFIG: join(folder, 'config.json'),
    ORANGE_KEY_FILE: join(folder, 'keys.json'),
    ORANGE_KEY_PASSPHRASE: 'correct horse battery staple',
  };
  const engineer = openEngineer(env, () => timeLapse.nowMs(), interrupt.signal);
  await engineer.type(
    'init',
    'nova',
    '--model',
    models.join(','),
    '--no-plan',
    '--poll',
    '3h',
    '--timetable',
    timetable,
  );
  await publish(engineer, '1.0.0');
  const trusted = await loadRoot(url);
  const fleet = await enrolFleet(url, operatorToken, trusted);

  await applyPlan(engineer, '1.0.0');
  await publish(engineer, '1.1.0');
  await toFriday('first', fleet);
  await duringLife(fleet, () => follow(engineer, fleet, { version: '1.1.0', isOver }));
  await downloadForReal(url, { rootBytes: trusted, enroller: operatorToken });

  await applyPlan(engineer, 'previous');
  await publish(engineer, '1.2.0');
  await toFriday('second', fleet);
  await duringLife(fleet, async () => {
    const isStopped = (standing: Standing) => standing.quarantined.length > 0 || isOver(standing);
    const stopped = await follow(engineer, fleet, { version: '1.2.0', isOver: isStopped });
    const mostHad = countOf(fleet, '1.2.0');
    screen.say(`${elapsed()}  the gate: ${stopped.latest?.reason ?? stopped.state}`);
    // The other models would go on while the way back is signed: an hour is a second here.
    await engineer.type('rollout', 'hold', '--reason', 'crashes on n3');
    await engineer.type('rollout', 'retreat', '--reason', 'crashes on n3', '--yes');
    screen.say(`${elapsed()}  orange rollout hold, then retreat --reason 'crashes on n3'`);
    await waitUntilGone(fleet, '1.2.0');
    summarize(fleet, { url, standing: await loadStanding(engineer), mostHad });
    screen.say(`To look at it, log in with this viewer token: ${await makeViewer(engineer)}`);
  });
}

async function makeViewer(engineer: Engineer): Promise<string> {
  return createdToken.parse(await engineer.type('token', 'create', 'onlooker', '--role', 'viewer')).secret;
}

/** Lets the fleet live while something goes on, and no longer. */
async function duringLife(fleet: Fleet, work: () => Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const living = fleet.live(() => interrupt.signal.aborted, over.signal);
  try {
    await work();
  } finally {
    over.abort();
    await living;
  }
}

/** Nothing happens between two Fridays here, so the clock is set: the service is stopped and started again on its data. */
async function toFriday(friday: 'first' | 'second', fleet: Fleet): Promise<void> {
  const { port } = new URL(service.url);
  await service.stop();
  timeLapse = openTimeLapse(friday, Date.now());
  service = await start(Number(port));
  await fleet.followService();
  screen.say(`${elapsed()}  ${clockWords(timeLapse.nowMs())}: the train leaves at 17:00`);
}

async function loadRoot(url: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`${url}/repository/1.root.json`)).arrayBuffer());
}

function countOf(fleet: Fleet, version: string): number {
  return fleet.devices.filter((device) => device.version === version).length;
}

async function publish(engineer: Engineer, version: string): Promise<void> {
  const build = makeBuild(folder, version);
  await engineer.type('build', 'publish', build.path, '--version', version, '--yes');
  screen.say(
    `${elapsed()}  orange build publish nova-${version}.img --version ${version}: ${(build.sizeBytes / 2 ** 20).toFixed(0)} MiB signed, uploaded, read back, sealed`,
  );
}

async function applyPlan(engineer: Engineer, fallback: string): Promise<void> {
  const path = join(folder, `plan-${fallback}.yaml`);
  writeFileSync(path, planText(fallback));
  await engineer.type('plan', 'apply', path, '--yes');
  screen.say(`${elapsed()}  orange plan apply plan.yaml: 5 %, 25 %, all; six hours each; back to ${fallback}`);
}

async function enrolFleet(origin: string, token: string, rootBytes: Uint8Array): Promise<Fleet> {
  const plan = {
    origin,
    product: 'nova',
    channel: 'stable',
    prefix: 'SN-',
    devices: deviceCount,
    models: models.map((model) => ({ model, share: 1 / models.length })),
    testerShare: 0,
    start: { version: '1.0.0', counter: 1, imageSha256: null },
    rootBytes,
  };
  const faults = [{ kind: 'crash', version: '1.2.0', model: 'n3', amount: 0.4, fromMs: 0 }] as const;
  const fleet = new Fleet(plan, openFleetLinks(origin, token, plan), {
    seed: 5,
    faults,
    healthEveryMs: 2 * 3_600_000,
    // Nobody is away for a day: that would be a minute in which nothing moves here.
    usual: { ...usualHabits, away: 0 },
  });
  await fleet.enrol((done) => screen.show([`${elapsed()}  enrolling ${done} of ${deviceCount} devices …`]));
  screen.say(`${elapsed()}  ${deviceCount} devices of ${models.length} models enrolled; they run 1.0.0`);
  return fleet;
}

function isOver({ state }: Standing): boolean {
  return state === 'completed' || state === 'halted';
}

/** Shows a rollout until it is over as wanted. Throws when the demonstration is stopped. */
async function follow(
  engineer: Engineer,
  fleet: Fleet,
  wanted: { version: string; isOver: (standing: Standing) => boolean },
): Promise<Standing> {
  let before = { requests: 0, ms: performance.now() };
  for (;;) {
    interrupt.signal.throwIfAborted();
    const standing = await loadStanding(engineer).catch(() => null);
    const state = fleet.state();
    const requests = state.tally.polls + state.tally.events / 100;
    const perSecond = (requests - before.requests) / Math.max(0.001, (performance.now() - before.ms) / 1000);
    before = { requests, ms: performance.now() };
    if (standing?.build.version === wanted.version) {
      screen.show(describeStanding(standing, state, perSecond));
      if (wanted.isOver(standing)) {
        const out = standing.quarantined.length === 0 ? '' : `, without ${standing.quarantined.join(', ')}`;
        screen.say(`${elapsed()}  ${clockWords(state.nowMs)}: rollout of ${wanted.version} ${standing.state}${out}`);
        return standing;
      }
    } else screen.show([`${clockWords(state.nowMs)}  waiting for the train (${timetable})`]);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** One device a model runs the reference client in full. */
async function downloadForReal(origin: string, given: { rootBytes: Uint8Array; enroller: string }): Promise<void> {
  for (const model of models.slice(0, 2)) {
    const about = { id: `real-${model}`, model, origin, folder, nowMs: timeLapse.nowMs };
    const device = await openRealDevice({ ...about, ...given });
    const outcome = await device.updateOnce();
    const told = await device.checkIn();
    const did =
      outcome.kind === 'installed' ? `downloaded, verified and installed ${outcome.version}` : JSON.stringify(outcome);
    const said = told.kind === 'sent' ? `said so in ${told.events} events` : told.why;
    screen.say(`${elapsed()}  reference client on ${model}: ${did}, and ${said}`);
  }
}

async function waitUntilGone(fleet: Fleet, version: string): Promise<void> {
  const left = () =>
    fleet.devices.filter((device) => device.version === version || device.update?.version === version).length;
  while (left() > 0) {
    interrupt.signal.throwIfAborted();
    screen.show([`${clockWords(fleet.state().nowMs)}  ${left()} devices still have ${version} or are installing it`]);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function summarize(
  fleet: Fleet,
  { url, standing, mostHad }: { url: string; standing: Standing; mostHad: number },
): void {
  const { census, tally } = fleet.state();
  screen.say(
    `\nAfter ${elapsed()}: ${tally.polls} polls, ${tally.events} events in check-ins, ${tally.offers} offers verified.`,
  );
  for (const line of describeCensus(census)) screen.say(line);
  screen.say(
    `  1.1.0 reached everybody. 1.2.0 reached ${mostHad} of ${census.devices} devices before the gate took n3 out, and was brought back.`,
  );
  screen.say(`The rollout: ${url}/rollouts/${standing.id}`);
}
