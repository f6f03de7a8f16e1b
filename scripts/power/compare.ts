// Holds what is said of a plan against what the simulator does to it: the same faults, fleet and plan, two courses.
import { type Fault, faults, goodBuild } from '../../src/domain/power/fault.ts';
import { usualFleet } from '../../src/domain/power/fleet.ts';
import { deriveSpread, type FaultPower, measurePower, type Power } from '../../src/domain/power/measure.ts';
import { prepareSetup } from '../../src/domain/power/trial.ts';
import type { Plan } from '../../src/domain/rollout/plan.ts';
import { runBuild } from '../simulate/job.ts';
import { gateId } from '../simulate/policies/ids.ts';
import type { Outcome } from '../simulate/results/outcome.ts';
import { layGround } from '../simulate/world/ground.ts';
import { type BuildKind, type World, worldShape } from '../simulate/world/shape.ts';

export type Row = {
  readonly plan: string;
  readonly fault: string;
  readonly what: string;
  /** Shares, devices or hours. */
  readonly said: number;
  readonly simulated: number;
  readonly unit: 'share' | 'devices' | 'hours';
  /** Two standard errors of the difference of shares. */
  readonly error: number;
  readonly agrees: boolean;
};

/** Seven points, a quarter of the devices: what a reader of a sentence would not act upon. */
const points = 0.07;
const part = 0.25;
/** Fewer say nothing about the middle of them. */
const fewFound = 10;

/** World `a`, with the faults of power in place of its builds. */
export function layWorld(): World {
  const builds = [goodBuild, ...faults].map(({ id, crash, brick, mute, failedInstalls, isOneModel }) => ({
    name: id,
    ...(crash === 1 ? {} : { crash }),
    ...(brick === 0 ? {} : { brick }),
    ...(mute === 0 ? {} : { mute: { share: mute, hours: 48 } }),
    ...(failedInstalls === null ? {} : { failedInstalls }),
    ...(isOneModel ? { models: 1 } : {}),
  }));
  return worldShape.parse({ name: 'power', builds });
}

export type Order = { readonly builds: number; readonly seed: number; readonly only: readonly string[] };

export function comparePlan(plan: Plan, order: Order): Row[] {
  const setup = prepareSetup({ ...usualFleet, cohorts: { testers: 2_000 } }, plan.stages);
  const work = measurePower(setup, { seed: order.seed, trials: order.builds });
  let step = work.next();
  while (step.done !== true) step = work.next();
  const power = step.value;
  const world = layWorld();
  return [goodBuild, ...faults]
    .filter(({ id }) => order.only.length === 0 || order.only.includes(id))
    .flatMap((fault) => {
      const outcomes = simulate(world, { plan, fault, ...order });
      const said = power.faults.find((each) => each.fault === fault.id);
      return said === undefined ? compareGood(plan, power, outcomes) : compareFault(plan, said, outcomes);
    });
}

type Told = Order & { readonly plan: Plan; readonly fault: Fault };

function simulate(world: World, { plan, fault, builds, seed }: Told): Outcome[] {
  const ground = layGround(world);
  const kind = world.builds.find(({ name }) => name === fault.id) as BuildKind;
  return Array.from({ length: builds }, (_, build) => runBuild({ ground, plan, kind, seed, build }, [gateId])).flat();
}

const isHeld = ({ verdict }: Outcome): boolean => verdict === 'held';

function compareGood(plan: Plan, { good }: Power, outcomes: readonly Outcome[]): Row[] {
  const rowOf = (what: string, [said, of]: [number, number], count: number): Row =>
    compareShares({ plan: plan.plan, fault: goodBuild.id, what }, [said, of], [count, outcomes.length]);
  const full = outcomes.flatMap(({ fullAtHour }) => (fullAtHour === null ? [] : [fullAtHour]));
  const halted = outcomes.filter(({ verdict, fullAtHour }) => verdict === 'halted' && fullAtHour === null).length;
  return [
    rowOf('halted', [good.halted, good.trials], halted),
    rowOf('left to a person', [good.held, good.trials], outcomes.filter(isHeld).length),
    ...compareMiddles({ plan: plan.plan, fault: goodBuild.id, what: 'hours to everybody' }, 'hours', [
      good.hours?.median ?? null,
      deriveSpread(full)?.median ?? null,
    ]),
  ];
}

function compareFault({ plan: name, stages }: Plan, said: FaultPower, outcomes: readonly Outcome[]): Row[] {
  const about = { plan: name, fault: said.fault };
  const stopped = outcomes.filter(isStopped);
  const all = said.halted + said.held + said.quarantined;
  const whole = compareShares({ ...about, what: 'stopped' }, [all, said.trials], [stopped.length, outcomes.length]);
  // In which stage a model was taken out, an outcome does not say.
  if (said.quarantined > 0) {
    const devices = deriveSpread(stopped.map(devicesOf(said.fault)))?.median ?? null;
    return [
      whole,
      ...compareMiddles({ ...about, what: 'devices' }, 'devices', [said.devices?.median ?? null, devices]),
    ];
  }
  return [
    ...stages.flatMap((stage, index): Row[] => {
      const here = stopped.filter((outcome) => outcome.stage === stage.name);
      const soFar = stopped.filter((outcome) => stages.findIndex((each) => each.name === outcome.stage) <= index);
      const found = said.stages[index];
      if (found === undefined || found.reached === 0) return [];
      const shares = compareShares(
        { ...about, what: `found by the end of ${stage.name}` },
        [found.foundSoFar, said.trials],
        [soFar.length, outcomes.length],
      );
      if (Math.min(found.found, here.length) < fewFound) return [shares];
      const middle = deriveSpread(here.map(devicesOf(said.fault)))?.median ?? null;
      const what = `devices when ${stage.name} finds it`;
      return [shares, ...compareMiddles({ ...about, what }, 'devices', [found.devices, middle])];
    }),
    whole,
  ];
}

/** Before everybody was offered it, as the simulator's tables count. */
function isStopped({ verdict, fullAtHour, models }: Outcome): boolean {
  if (fullAtHour === null) return verdict === 'halted' || verdict === 'held';
  const hurt = models.filter(({ isHurt }) => isHurt);
  return (
    hurt.length > 0 &&
    hurt.every(({ quarantinedAtHour }) => quarantinedAtHour !== null && quarantinedAtHour <= fullAtHour)
  );
}

const devicesOf =
  (fault: string) =>
  ({ models }: Outcome): number =>
    models
      .filter(({ isHurt }) => isHurt)
      .reduce((sum, { attempted, exposed }) => sum + (fault.startsWith('install') ? attempted : exposed), 0);

type About = Pick<Row, 'plan' | 'fault' | 'what'>;

function compareShares(about: About, [a, n]: [number, number], [b, m]: [number, number]): Row {
  const [said, simulated] = [a / Math.max(1, n), b / Math.max(1, m)];
  const both = (a + b + 1) / (n + m + 2);
  const error = 2 * Math.sqrt(both * (1 - both) * (1 / Math.max(1, n) + 1 / Math.max(1, m)));
  const agrees = Math.abs(said - simulated) <= Math.max(points, error);
  return { ...about, said, simulated, unit: 'share', error, agrees };
}

function compareMiddles(about: About, unit: Row['unit'], [said, simulated]: [number | null, number | null]): Row[] {
  if (said === null || simulated === null) return [];
  return [{ ...about, said, simulated, unit, error: 0, agrees: Math.abs(said / simulated - 1) <= part }];
}

export function rowsText(rows: readonly Row[]): string {
  const write = (value: number, unit: Row['unit']) =>
    unit === 'share' ? `${(value * 100).toFixed(0)} %` : value.toFixed(0);
  const lines = rows.map(({ plan, fault, what, said, simulated, unit, agrees }) =>
    [plan, fault, what, write(said, unit), write(simulated, unit), agrees ? '' : 'differs'].join(' | '),
  );
  const head = ['plan', 'build', 'what', 'plan power', 'simulate', ''];
  return [head, head.map(() => '---')]
    .map((cells) => cells.join(' | '))
    .concat(lines)
    .map((line) => `| ${line} |`)
    .join('\n');
}
