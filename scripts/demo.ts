// `npm run demo`: two Fridays in time-lapse on the real parts: a good build goes out, a bad one is halted and brought back.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDice } from '../src/cli/fleet/dice.ts';
import { openFleetLinks } from '../src/cli/fleet/fleet-links.ts';
import { Fleet } from '../src/cli/fleet/run-fleet.ts';
import { fromHex } from '../src/domain/trust/hex.ts';
import { deriveTrustedKey, type TrustedKey } from '../src/domain/trust/key.ts';
import { productDetails } from '../src/wire/release/product.ts';
import { makeBuild } from './demo/builds.ts';
import { type Engineer, openEngineer } from './demo/engineer.ts';
import { planText } from './demo/plan.ts';
import { openRealDevice } from './demo/real-devices.ts';
import { openScreen } from './demo/screen.ts';
import { clockWords, openTimeLapse, rate, timetable } from './demo/time-lapse.ts';
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
const timeLapse = openTimeLapse(Date.now());

screen.say(
  `Two Fridays in time-lapse: one second is ${rate / 3600} hours. Everything is real but the devices' clocks.`,
);
const service = await startEmbedded({
  dataDir: join(folder, 'data'),
  port: 0,
  tickMs: 500,
  bindings: { ...timeLapse.bindings, LOG_LEVEL: 'warn' },
});
try {
  await play(service);
  if (process.stdout.isTTY) {
    screen.say('\nThe service runs on until Ctrl-C.');
    await new Promise<void>((resolve) => {
      if (interrupt.signal.aborted) resolve();
      interrupt.signal.addEventListener('abort', () => resolve());
    });
  }
} finally {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function play({ url, operatorToken = '' }: Embedded): Promise<void> {
  const env = {
    ORANGE_URL: url,
    ORANGE_TOKEN: operatorToken,
    ORANGE_PRODUCT: 'nova',
    ORANGE_CHANNEL: 'stable',
    ORANGE_CONFIG: join(folder, 'config.json'),
    ORANGE_KEY_FILE: join(folder, 'keys.json'),
    ORANGE_KEY_PASSPHRASE: 'correct horse battery staple',
  };
  const engineer = openEngineer(env, timeLapse.nowMs, interrupt.signal);
  await engineer.type('init', 'nova', '--model', models.join(','), '--no-plan', '--poll', '4h');
  await publish(engineer, '1.0.0');
  const asked = await fetch(`${url}/v1/products/nova`, { headers: { authorization: `Bearer ${operatorToken}` } });
  const { keys } = productDetails.parse(await asked.json());
  const trusted = keys.flatMap(({ publicHex }) => {
    const bytes = fromHex(publicHex);
    return bytes === null ? [] : [deriveTrustedKey(bytes)];
  });
  const fleet = await enrolFleet(url, operatorToken, trusted);
  const living = fleet.live(() => false, interrupt.signal);

  await engineer.type('channel', 'set', 'stable', '--timetable', timetable);
  await applyPlan(engineer, '1.0.0');
  await publish(engineer, '1.1.0');
  await follow(engineer, fleet, { version: '1.1.0', until: ['completed'] });
  await downloadForReal(url, trusted);

  await applyPlan(engineer, 'previous');
  await publish(engineer, '1.2.0');
  const halted = await follow(engineer, fleet, { version: '1.2.0', until: ['halted', 'completed'] });
  const reached = fleet.state();
  screen.say(`${elapsed()}  The gate: ${halted.latest?.reason ?? halted.state}`);
  await engineer.type('rollout', 'retreat', '--reason', 'crashes on n3', '--yes');
  screen.say(
    `${elapsed()}  orange rollout retreat --reason 'crashes on n3': the fallback is offered to those who have 1.2.0`,
  );
  await waitUntilGone(fleet, '1.2.0');

  summarize(fleet, {
    url,
    standing: await loadStanding(engineer),
    mostHad: Object.values(reached.census.versions['1.2.0'] ?? {}).reduce((a, b) => a + b, 0),
  });
  if (!process.stdout.isTTY) interrupt.abort();
  else void living.catch(() => undefined);
  if (interrupt.signal.aborted) await living;
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
  screen.say(`${elapsed()}  orange plan apply plan.yaml: 5 %, 25 %, all; twelve hours each; back to ${fallback}`);
}

async function enrolFleet(origin: string, token: string, keys: readonly TrustedKey[]): Promise<Fleet> {
  const plan = {
    origin,
    product: 'nova',
    channel: 'stable',
    prefix: 'SN-',
    devices: deviceCount,
    models: models.map((model) => ({ model, share: 1 / models.length })),
    testerShare: 0,
    start: { version: '1.0.0', counter: 1, imageSha256: null },
    keys,
  };
  const faults = [{ kind: 'crash', version: '1.2.0', model: 'n3', amount: 0.4 }] as const;
  const fleet = new Fleet(plan, openFleetLinks(origin, token, plan), {
    dice: openDice(5),
    faults,
    healthEveryMs: 4 * 3_600_000,
    baseCrashRate: 0.03 / 24,
  });
  await fleet.enrol((done) => screen.show([`${elapsed()}  enrolling ${done} of ${deviceCount} devices …`]));
  screen.say(`${elapsed()}  ${deviceCount} devices of ${models.length} models enrolled; they run 1.0.0`);
  return fleet;
}

/** Shows a rollout until it comes to one of the states. Throws when the demonstration is stopped. */
async function follow(
  engineer: Engineer,
  fleet: Fleet,
  wanted: { version: string; until: readonly string[] },
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
      if (wanted.until.includes(standing.state)) {
        screen.say(`${elapsed()}  ${clockWords(state.nowMs)}: rollout of ${wanted.version} ${standing.state}`);
        return standing;
      }
    } else screen.show([`${clockWords(state.nowMs)}  waiting for the train (${timetable})`]);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** One device a model runs the reference client in full. */
async function downloadForReal(origin: string, keys: readonly TrustedKey[]): Promise<void> {
  for (const model of models.slice(0, 2)) {
    const device = openRealDevice({ id: `real-${model}`, model, origin, folder, keys, nowMs: timeLapse.nowMs });
    const outcome = await device.updateOnce();
    screen.say(
      `${elapsed()}  reference client on ${model}: ${outcome.kind === 'installed' ? `downloaded, verified and installed ${outcome.version}` : JSON.stringify(outcome)}`,
    );
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
    `  1.1.0 reached everybody. 1.2.0 reached ${mostHad} of ${census.devices} devices before the gate halted it, and was brought back.`,
  );
  screen.say(`The rollout: ${url}/rollouts/${standing.id}`);
}
