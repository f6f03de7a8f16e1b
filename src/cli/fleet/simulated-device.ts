// One simulated device: what it does by the service's clock, with no network of its own.
import type { InstallOutcome } from '../../domain/device/event.ts';
import type { Dice } from './dice.ts';
import { amountOf, faultsOf } from './fault.ts';
import { freshMs, type Habits } from './habits.ts';
import { type Measures, measure } from './measures.ts';

export type FleetEvent = {
  readonly id: string;
  readonly device: string;
  readonly type: 'health' | 'install';
  readonly build: string;
  readonly uptimeS?: number;
  readonly crashes?: number;
  readonly outcome?: InstallOutcome;
  readonly reason?: string;
  readonly metrics?: Measures;
};

/** An update under way: the image is being fetched until `untilMs`, then written, then booted. */
type Update = {
  readonly version: string;
  readonly counter: number;
  readonly imageSha256: string;
  readonly step: 'fetching' | 'booting';
  readonly untilMs: number;
};

export type SimulatedDevice = {
  readonly id: string;
  readonly model: string;
  readonly isTester: boolean;
  readonly bucket: number;
  readonly pass: string | null;
  readonly cohorts: readonly string[];
  /** Its own, so that no other device's answers change what it does. */
  readonly dice: Dice;
  /** What it measures of itself on an ordinary build; null for one that measures nothing. */
  readonly measures: Measures | null;
  version: string;
  counter: number;
  imageSha256: string | null;
  pollMs: number;
  healthMs: number;
  lastHealthMs: number;
  /** When it booted its build; null for the one that it had from the factory. */
  bootedMs: number | null;
  update: Update | null;
  /** A bricked device never speaks again. */
  isBricked: boolean;
  /** When a fault that begins late will brick it; null for never. */
  brickMs: number | null;
  events: number;
};

const minuteMs = 60_000;
const hourMs = 3_600_000;

function say(device: SimulatedDevice, event: Omit<FleetEvent, 'id' | 'device'>): FleetEvent {
  device.events += 1;
  return { id: `${device.id}-${device.events}`, device: device.id, ...event };
}

/** Takes an offer: fetching takes 5 to 40 minutes of the device's time. */
export function acceptOffer(
  device: SimulatedDevice,
  build: { version: string; counter: number; imageSha256: string },
  nowMs: number,
): FleetEvent {
  device.update = { ...build, step: 'fetching', untilMs: nowMs + device.dice.between(5, 40) * minuteMs };
  return say(device, { type: 'install', build: build.version, outcome: 'accepted' });
}

/** What the device has to say by `nowMs`; nothing while it restarts. */
export function live(device: SimulatedDevice, habits: Habits, nowMs: number): FleetEvent[] {
  if (device.brickMs !== null && device.brickMs <= nowMs) device.isBricked = true;
  if (device.isBricked) return [];
  const { update } = device;
  const events = update !== null && update.untilMs <= nowMs ? goOn(device, update, habits, nowMs) : [];
  const isUp = !device.isBricked && device.update?.step !== 'booting';
  if (isUp && device.healthMs <= nowMs) events.push(reportHealth(device, habits, nowMs));
  return events;
}

function goOn(device: SimulatedDevice, update: Update, habits: Habits, nowMs: number): FleetEvent[] {
  return update.step === 'fetching' ? install(device, update, habits, nowMs) : boot(device, update, habits, nowMs);
}

/** Writes what was fetched, and restarts at once. */
function install(device: SimulatedDevice, update: Update, { faults, usual }: Habits, nowMs: number): FleetEvent[] {
  const { dice } = device;
  const build = update.version;
  if (dice.isBelow(usual.failedInstalls + amountOf(faults, 'fail', { version: build, model: device.model }))) {
    device.update = null;
    return [say(device, { type: 'install', build, outcome: 'failed', reason: 'simulated' })];
  }
  const isLate = dice.isBelow(usual.lateBoots);
  const bootMinutes = isLate ? dice.between(61, 720) : dice.between(2, 10);
  device.update = { ...update, step: 'booting', untilMs: nowMs + bootMinutes * minuteMs };
  return [
    say(device, { type: 'install', build, outcome: 'installed' }),
    say(device, { type: 'install', build, outcome: 'restarting' }),
  ];
}

function boot(device: SimulatedDevice, update: Update, { faults }: Habits, nowMs: number): FleetEvent[] {
  const { version, counter, imageSha256 } = update;
  const isBricked = device.dice.isBelow(amountOf(faults, 'brick', { version, model: device.model }));
  Object.assign(device, {
    version,
    counter,
    imageSha256,
    isBricked,
    brickMs: drawBrick(device, { version, faults }, nowMs),
    update: null,
    lastHealthMs: nowMs,
    bootedMs: nowMs,
  });
  return isBricked ? [] : [say(device, { type: 'install', build: version, outcome: 'confirmed' })];
}

function drawBrick(
  { model, dice }: SimulatedDevice,
  { version, faults }: { version: string; faults: Habits['faults'] },
  nowMs: number,
): number | null {
  const late = faultsOf(faults, 'brick', { version, model }).filter(({ fromMs }) => fromMs > 0);
  const struck = late.filter(({ amount }) => dice.isBelow(amount));
  return struck.length === 0 ? null : nowMs + Math.min(...struck.map(({ fromMs }) => fromMs));
}

function reportHealth(device: SimulatedDevice, habits: Habits, nowMs: number): FleetEvent {
  const { dice } = device;
  const { faults, healthEveryMs, usual } = habits;
  const hours = Math.max(0, nowMs - device.lastHealthMs) / hourMs;
  const sinceMs = nowMs - (device.bootedMs ?? 0);
  const rate = usual.crashRate + amountOf(faults, 'crash', device, sinceMs);
  const expected = hours * rate * proneness(device, habits, nowMs);
  device.lastHealthMs = nowMs;
  const awayMs = dice.isBelow(usual.away) ? (25 + 24 * dice.roll()) * hourMs : 0;
  device.healthMs = nowMs + Math.max(awayMs, healthEveryMs * (0.9 + 0.2 * dice.roll()));
  // Whoever is away asks for no updates either.
  if (awayMs > 0) device.pollMs = Math.max(device.pollMs, device.healthMs);
  return say(device, {
    type: 'health',
    build: device.version,
    uptimeS: Math.round(hours * 3600),
    crashes: drawPoisson(expected, dice),
    ...(device.measures === null ? {} : { metrics: measure(device.measures, faults, device, sinceMs) }),
  });
}

/** How many times as often as others this device crashes now, whatever it runs. */
function proneness({ isTester, bootedMs }: SimulatedDevice, { usual }: Habits, nowMs: number): number {
  const isFresh = bootedMs !== null && nowMs - bootedMs <= freshMs;
  return (isTester ? usual.testerCrashes : 1) * (isFresh ? usual.freshCrashes : 1);
}

/** Knuth's product method (TAOCP vol. 2, 3.4.1); means here stay below ten. */
function drawPoisson(mean: number, dice: Dice): number {
  const limit = Math.exp(-Math.min(mean, 50));
  let count = 0;
  for (let product = dice.roll(); product > limit; product *= dice.roll()) count += 1;
  return count;
}
