// `orange fleet simulate`: devices that poll, verify, update and check in, to try a plan on before it meets people.
import { InvalidArgumentError } from 'commander';
import { deriveDurationWords } from '../domain/gate/wording.ts';
import { acting, factor, listing, newCommand, type Run, wholeNumber } from './command.ts';
import { duration } from './durations.ts';
import type { Census } from './fleet/census.ts';
import { type Fault, faultForm, parseFault } from './fleet/fault.ts';
import { openFleetLinks } from './fleet/fleet-links.ts';
import { usualHabits } from './fleet/habits.ts';
import { Fleet, type FleetPlan, type FleetState } from './fleet/run-fleet.ts';
import { loadProduct, type ProductDetails } from './product-details.ts';
import type { Session } from './session.ts';
import { faint, type Line, name, strong } from './terminal/words.ts';
import { requireRepository } from './trust/open-repository.ts';

type Options = {
  readonly devices: number;
  readonly model?: readonly string[];
  readonly from: string;
  readonly testers: number;
  readonly fault?: readonly Fault[];
  readonly for?: number;
  readonly healthEvery: number;
  readonly testerCrashes: number;
  readonly freshCrashes: number;
  readonly measured: number;
  readonly seed: number;
  readonly prefix: string;
};

const fault = (text: string, before: readonly Fault[] = []): readonly Fault[] => {
  const parsed = parseFault(text);
  if (parsed === null) throw new InvalidArgumentError(`Write ${faultForm}.`);
  return [...before, parsed];
};

/** How often the state is told, in real time. */
const noteEveryMs = 2_000;

export const fleetSimulate = (run: Run) =>
  newCommand({
    name: 'simulate',
    about: 'Play a fleet of devices against the service',
    more: `The devices are real to the service: they enrol, poll, verify what is signed, report installs, health and crashes over HTTP. They do not download images. On any build one install in a hundred fails, a device crashes 0.03 times a day, and measures of itself boot time (20 s in the middle), battery drain (2.5 % an hour) and free storage (30 GB). A fault is ${faultForm}; crashes are per device-hour or times the ordinary, what is measured times the ordinary (storage:1.2.0=0.5x is half of it), the others shares of installs.`,
    takes: ['product', 'channel'],
    json: ['devices', 'updating', 'silent', 'versions', 'polls', 'offers', 'refused', 'failedPolls', 'events'],
    examples: [
      ['Two thousand devices over all models, until Ctrl-C', 'orange fleet simulate --devices 2000'],
      ['The next build crashes five times as often on one model', 'orange fleet simulate --fault crash:1.2.0@n3=5x'],
      ['The next build boots slower, which its metrics tell', 'orange fleet simulate --fault boot:1.2.0=1.6x'],
      ['One device in fifty is dead two days after the update', 'orange fleet simulate --fault brick:1.2.0=0.02+48h'],
    ],
  })
    .option('--devices <n>', 'how many', wholeNumber(1, 100_000), 500)
    .option('--model <name>', 'only these models, in equal parts (repeat it)', listing)
    .option('--from <version>', 'the build they run at first', '0.0.0')
    .option('--testers <percent>', 'how many of a hundred are testers', wholeNumber(0, 100), 5)
    .option('--fault <fault>', 'what is wrong with a build (repeat it)', fault)
    .option('--for <duration>', 'stop after this much of the service clock', duration)
    .option('--health-every <duration>', 'how often a device checks in', duration, 3_600)
    .option('--tester-crashes <times>', 'how many times as often as others testers crash', factor, 1)
    .option('--fresh-crashes <times>', 'how many times as often any build crashes in its first six hours', factor, 1)
    .option('--measured <percent>', 'how many of a hundred measure themselves', wholeNumber(0, 100), 100)
    .option('--seed <n>', 'the same seed plays the same fleet', wholeNumber(0, 2 ** 31), 1)
    .option('--prefix <text>', 'how device ids begin', 'sim-')
    .action(acting(run, async (session, options: Options) => report(await simulate(session, options))));

async function simulate(session: Session, options: Options): Promise<FleetState> {
  const { settings, printer, surroundings } = session;
  const product = await loadProduct(session);
  const plan = { ...derivePlan(session, product, options), rootBytes: await loadFirstRoot(session) };
  const links = openFleetLinks(plan.origin, settings.token(), plan);
  const { testerCrashes, freshCrashes, measured } = options;
  const fleet = new Fleet(plan, links, {
    seed: options.seed,
    faults: options.fault ?? [],
    healthEveryMs: options.healthEvery * 1_000,
    usual: { ...usualHabits, testerCrashes, freshCrashes, measured: measured / 100 },
  });
  await fleet.enrol((done) => {
    if (done % 500 === 0 || done === plan.devices) printer.note(faint(`enrolled ${done} of ${plan.devices}`));
  });
  printer.note(habitLine(product, settings.channel(), options.healthEvery));
  await fleet.followService();
  const startedMs = fleet.state().nowMs;
  let notedMs = 0;
  const isOver = (state: FleetState): boolean => {
    if (performance.now() - notedMs > noteEveryMs) {
      notedMs = performance.now();
      printer.note(...censusLines(state.census).slice(0, 1), ...waitingLines(state));
    }
    return options.for !== undefined && state.nowMs - startedMs >= options.for * 1_000;
  };
  await fleet.live(isOver, surroundings.interrupt);
  return fleet.state();
}

function derivePlan({ settings }: Session, product: ProductDetails, options: Options): Omit<FleetPlan, 'rootBytes'> {
  const models = options.model ?? product.models.map(({ id }) => id);
  return {
    origin: settings.url(),
    product: product.id,
    channel: settings.channel(),
    prefix: options.prefix,
    devices: options.devices,
    models: models.map((model) => ({ model, share: 1 / models.length })),
    testerShare: options.testers / 100,
    start: { version: options.from, counter: 0, imageSha256: null },
  };
}

function report({ census, tally }: FleetState) {
  const { polls, offers, failedPolls, events } = tally;
  const told = faint(`${polls} polls (${failedPolls} failed), ${offers} offers, ${events} events`);
  return { json: { ...census, ...tally }, lines: [...censusLines(census), told] };
}

/** A person sees nothing move for a while, and should know why. */
function habitLine({ channels }: ProductDetails, channel: string, healthEveryS: number): Line {
  const pollS = channels.find(({ id }) => id === channel)?.pollS ?? 0;
  const [polls, speaks] = [pollS, healthEveryS].map(deriveDurationWords);
  return [
    faint(
      `each polls at once and then every ${polls}, checks in every ${speaks}, and installs within 7 to 50 min of the service's clock`,
    ),
  ];
}

function waitingLines({ tally: { polls, offers, failedPolls } }: FleetState): Line[] {
  if (offers > 0 || polls === 0) return [];
  const asked = `${polls} polls${failedPolls === 0 ? '' : ` (${failedPolls} failed)`}`;
  return [[faint(`${asked}, and nobody is offered a build: is a rollout running? See orange rollout status`)]];
}

/** What a factory would build into the devices. */
async function loadFirstRoot(session: Session): Promise<Uint8Array> {
  const [first] = await (await requireRepository(session)).loadRoots();
  return first ?? new Uint8Array();
}

/** The fleet in one line, then each version with its models. */
function censusLines({ devices, updating, silent, versions }: Census): Line[] {
  const sumOf = (models: Readonly<Record<string, number>>) =>
    Object.values(models).reduce((sum, count) => sum + count, 0);
  const entries = Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1));
  const shares = entries.map(([version, models]) => `${version} ${sumOf(models)}`).join(', ');
  const each = entries.map(([version, models]): Line => {
    const parts = Object.entries(models)
      .sort()
      .map(([model, count]) => `${model} ${count}`);
    return [name(version), ': ', parts.join(', ')];
  });
  return [[strong(`${devices} devices`), `: ${shares}; ${updating} updating, ${silent} silent`], ...each];
}
