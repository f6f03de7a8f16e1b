// The options that say on which fleet a plan is tried, and the fleet they make.
import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { checkFleet, deriveFleet, type Fleet, type FleetModel, usualFleet } from '../../domain/power/fleet.ts';
import { parseFleetModels } from '../../wire/plan/fleet-models.ts';
import { CliError } from '../cli-error.ts';
import { wholeNumber } from '../command.ts';
import { duration } from '../durations.ts';

export type FleetFlags = {
  readonly product?: string;
  readonly fleet?: number;
  readonly cohort?: readonly (readonly [name: string, devices: number])[];
  readonly models?: string;
  readonly crashesPerDay?: number;
  readonly failedInstalls?: number;
  readonly silence?: number;
  readonly unconfirmed?: number;
  readonly confirming?: number;
  readonly installed?: number;
  readonly checkin?: number;
};

export const fleetOptions = (command: Command): Command =>
  command
    .option('--product <id>', 'devices, models and rates as the service knows them; what is stated goes before')
    .option('--fleet <n>', 'devices of the fleet', wholeNumber(10, 2_000_000))
    .option('--cohort <name=n>', 'devices of a cohort of the plan (repeat it)', cohort)
    .option('--models <file>', 'JSON: shares of the models, {"n1": 60, "n2": 40}')
    .option('--crashes-per-day <n>', 'crashes a device and day', number)
    .option('--failed-installs <percent>', 'installs that fail', percent)
    .option('--silence <percent>', 'devices without a word for a day', percent)
    .option('--unconfirmed <percent>', 'boots not confirmed within the hour', percent)
    .option('--confirming <percent>', 'devices whose client confirms its boot', percent)
    .option('--installed <percent>', 'of those offered it, installed after a day', percent)
    .option('--checkin <duration>', 'between two check-ins', duration);

/** Flags go before what the service knows, that goes before what is usual. */
export async function chooseFleet(
  flags: FleetFlags,
  known: Partial<Fleet>,
  cohorts: readonly string[],
): Promise<{ readonly fleet: Fleet; readonly assumed: readonly string[] }> {
  const models = flags.models === undefined ? {} : { models: await readModels(flags.models) };
  const stated = {
    devices: flags.fleet,
    crashesPerDay: flags.crashesPerDay,
    failedInstalls: flags.failedInstalls,
    silence: flags.silence,
    unconfirmed: flags.unconfirmed,
    confirming: flags.confirming,
    installedInDay: flags.installed,
    checkinHours: flags.checkin === undefined ? undefined : Math.max(1, Math.round(flags.checkin / 3600)),
  };
  const given = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
  const sizes = { ...known.cohorts, ...Object.fromEntries(flags.cohort ?? []) };
  const base: Fleet = { ...usualFleet, ...known, ...given, ...models, cohorts: sizes };
  const { fleet, assumed } = deriveFleet(base, cohorts);
  const [problem] = checkFleet(fleet);
  if (problem === undefined) return { fleet, assumed };
  throw new CliError(`${problem.where}: ${problem.what}`, { code: 'unusable-fleet', fix: problem.fix });
}

async function readModels(path: string): Promise<readonly FleetModel[]> {
  const fix = 'Give a JSON file such as {"n1": 60, "n2": 40} or [{"model": "n1", "share": 60, "crash": 1.2}].';
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`${path} cannot be read`, { code: 'unusable-file', fix });
  });
  const parsed = parseFleetModels(text);
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.problems;
  throw new CliError(`${path}: ${problem?.where ?? ''} ${problem?.what ?? ''}`, { code: 'unusable-file', fix });
}

function cohort(text: string, before: readonly (readonly [string, number])[] = []): (readonly [string, number])[] {
  const [, name, count] = /^([a-z0-9][a-z0-9-]{0,39})=(\d{1,7})$/.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write a name and a number, such as testers=2000.');
  return [...before, [name, Number(count)]];
}

function number(text: string): number {
  if (/^\d{1,3}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a number such as 0.03.');
}

function percent(text: string): number {
  if (/^\d{1,3}(\.\d{1,4})?%?$/.test(text) && Number.parseFloat(text) <= 100) return Number.parseFloat(text) / 100;
  throw new InvalidArgumentError('Write a percentage such as 1% or 0.3%.');
}
