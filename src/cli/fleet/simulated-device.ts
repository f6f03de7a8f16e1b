// One simulated device: what it does by the service's clock, with no network of its own.
import type { InstallOutcome } from '../../domain/device/event.ts';
import type { Dice } from './dice.ts';
import { amountOf, type Fault } from './fault.ts';

export type FleetEvent = {
  readonly id: string;
  readonly device: string;
  readonly type: 'health' | 'install';
  readonly build: string;
  readonly uptimeS?: number;
  readonly crashes?: number;
  readonly outcome?: InstallOutcome;
  readonly reason?: string;
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
  readonly bucket: number;
  readonly pass: string | null;
  readonly cohorts: readonly string[];
  version: string;
  counter: number;
  imageSha256: string | null;
  pollMs: number;
  healthMs: number;
  lastHealthMs: number;
  update: Update | null;
  /** A bricked device never speaks again. */
  isBricked: boolean;
  events: number;
};

export type Habits = {
  readonly dice: Dice;
  readonly faults: readonly Fault[];
  /** How often a device checks in. */
  readonly healthEveryMs: number;
  /** Crashes a device-hour that every build has (gates.md 4: 0.03 a device-day is 0.00125 an hour). */
  readonly baseCrashRate: number;
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
  habits: Habits,
  nowMs: number,
): FleetEvent {
  device.update = { ...build, step: 'fetching', untilMs: nowMs + habits.dice.between(5, 40) * minuteMs };
  return say(device, { type: 'install', build: build.version, outcome: 'accepted' });
}

/** What the device has to say by `nowMs`. */
export function live(device: SimulatedDevice, habits: Habits, nowMs: number): FleetEvent[] {
  const events: FleetEvent[] = [];
  if (device.isBricked) return events;
  if (device.update !== null && device.update.untilMs <= nowMs)
    events.push(...goOn(device, device.update, habits, nowMs));
  if (!device.isBricked && device.healthMs <= nowMs) events.push(reportHealth(device, habits, nowMs));
  return events;
}

function goOn(device: SimulatedDevice, update: Update, { dice, faults }: Habits, nowMs: number): FleetEvent[] {
  const at = { version: update.version, model: device.model };
  if (update.step === 'fetching') {
    if (dice.isBelow(amountOf(faults, 'fail', at))) {
      device.update = null;
      return [say(device, { type: 'install', build: update.version, outcome: 'failed', reason: 'simulated' })];
    }
    device.update = { ...update, step: 'booting', untilMs: nowMs + dice.between(2, 10) * minuteMs };
    return [say(device, { type: 'install', build: update.version, outcome: 'installed' })];
  }
  device.update = null;
  device.version = update.version;
  device.counter = update.counter;
  device.imageSha256 = update.imageSha256;
  device.isBricked = dice.isBelow(amountOf(faults, 'brick', at));
  device.lastHealthMs = nowMs;
  return device.isBricked ? [] : [say(device, { type: 'install', build: update.version, outcome: 'confirmed' })];
}

function reportHealth(
  device: SimulatedDevice,
  { dice, faults, healthEveryMs, baseCrashRate }: Habits,
  nowMs: number,
): FleetEvent {
  const hours = Math.max(0, nowMs - device.lastHealthMs) / hourMs;
  const expected = hours * (baseCrashRate + amountOf(faults, 'crash', device));
  device.lastHealthMs = nowMs;
  device.healthMs = nowMs + healthEveryMs * (0.9 + 0.2 * dice.roll());
  return say(device, {
    type: 'health',
    build: device.version,
    uptimeS: Math.round(hours * 3600),
    crashes: drawPoisson(expected, dice),
  });
}

/** Knuth's product method (TAOCP vol. 2, 3.4.1); means here stay below ten. */
function drawPoisson(mean: number, dice: Dice): number {
  const limit = Math.exp(-Math.min(mean, 50));
  let count = 0;
  for (let product = dice.roll(); product > limit; product *= dice.roll()) count += 1;
  return count;
}
