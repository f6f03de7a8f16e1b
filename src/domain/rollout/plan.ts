// A plan: the ladder of stages that builds of a channel go up, as engineers keep it in a file, and what makes one unusable.
import { deriveMetricRules, type MetricSetting, metricTolerance } from '../gate/metric-rule.ts';
import type { Problem } from '../result.ts';
import type { Overriders } from './override.ts';

export type GateSetting =
  /** Crashes a device-hour against devices without the build; `tolerance` is a ratio. */
  | { readonly signal: 'crash-rate'; readonly tolerance?: number }
  /** Shares of devices: 0.02 is 2 %; `tolerance` is what may be added to `limit`. */
  | { readonly signal: 'failed-installs' | 'silence' | 'boot'; readonly limit?: number; readonly tolerance?: number };

/** All that a plan may state of. */
export const statedSignals = [
  'crash-rate',
  'failed-installs',
  'silence',
  'boot',
] as const satisfies GateSetting['signal'][];

export type PlanStage = {
  readonly name: string;
  readonly cohort: string;
  readonly permille: number;
  readonly bakeS: number;
  readonly promote: 'auto' | 'approval';
  readonly evidence: 'no-harm' | 'safety';
  /** Numbers left out are the gate's own defaults for the stage. */
  readonly minDevices?: number;
  readonly minDevicesPerModel?: number;
  /** Chance that a good build is ever halted, and that a bad one is let on: the plan's, the same in all its stages. */
  readonly alpha?: number;
  readonly beta?: number;
  /** Who may override its gate: the plan's, the same in all its stages; whoever may decide when left out. */
  readonly mayOverride?: Overriders;
  readonly gates: readonly GateSetting[];
  /** Metrics that may hold it; all of them with their defaults when left out. */
  readonly metrics?: readonly MetricSetting[];
};

export type Plan = {
  readonly plan: string;
  readonly product: string;
  readonly channel: string;
  /** The build to go back to: the one promoted before, a version, or none. */
  readonly fallback: string;
  /** How long the gate watches the build once everybody was offered it, in seconds; five days when left out. */
  readonly watchS?: number;
  readonly stages: readonly PlanStage[];
};

/** Where in the plan, for readers that know the line of each place. */
export type PlanProblem = Problem & { readonly path: readonly (string | number)[] };

/** A ceiling of 20 stages still fits into one signed statement beside everything else. */
export const maxStages = 20;
/** A ceiling's signing key lives 90 days, so nothing can bake longer (signing.md, roles). */
const maxBakeS = 90 * 86_400;
/** Words of devices are remembered for 30 days, so nothing older could be corrected. */
const maxWatchS = 30 * 86_400;
/** From a Friday's last stage to the next Friday; what begins late is known within two days. */
export const usualWatchS = 5 * 86_400;
/** Below the gate's margin of 1.1 no evidence could ever be enough (gates.md 1.2); above 10 a bad build would pass. */
const crashTolerance = { above: 1.1, atMost: 10 };
/** Half of all devices failing is no standard for anybody. */
const share = { above: 0, atMost: 0.5 };

/** A coin says as much as a gate that errs half of the time. */
const chance = { above: 0, atMost: 0.5, unit: 0.01 };

/** Everything that makes a plan unusable; empty for a good one. */
export function checkPlan(plan: Plan): PlanProblem[] {
  const { stages } = plan;
  return [...checkWatch(plan), ...checkNames(stages), ...checkLadder(stages), ...stages.flatMap(checkStage)];
}

/** What a plan may say but its author should hear about. */
export function derivePlanWarnings(plan: Plan): PlanProblem[] {
  const warnings: PlanProblem[] = [];
  const last = plan.stages.at(-1);
  if (!plan.stages.some((stage) => stage.cohort === 'everyone' && stage.permille === 1000)) {
    const what = `no stage reaches all devices: ${last?.name ?? ''} ends at ${last?.permille ?? 0} permille of ${last?.cohort ?? ''}`;
    const fix = 'Add a stage with permille 1000 and no cohort, unless most devices are never to get the build.';
    warnings.push(problemAt(['stages', plan.stages.length - 1], what, fix));
  }
  if (plan.fallback === 'none') {
    const fix = 'Write "previous" or a version, unless there is no build to go back to yet.';
    warnings.push(problemAt(['fallback'], 'a bad build could not be taken back', fix));
  }
  return [...warnings, ...plan.stages.flatMap(warnOfBlindness)];
}

/** What a stage is not judged by goes on to the next one unseen. */
function warnOfBlindness({ name, gates }: PlanStage, index: number): PlanProblem[] {
  const unseen = statedSignals.filter((signal) => !gates.some((gate) => gate.signal === signal));
  if (unseen.length === 0) return [];
  const what = `${name} is not judged by ${unseen.join(', ')}`;
  return [problemAt(['stages', index, 'without'], what, 'Remove it from `without`, unless the devices cannot tell.')];
}

function checkWatch({ watchS = 0 }: Plan): PlanProblem[] {
  if (watchS <= maxWatchS) return [];
  return [
    problemAt(['watch'], `is ${watchS / 86_400} days`, 'Keep it to 30d, as long as words of devices are remembered.'),
  ];
}

function checkNames(stages: readonly PlanStage[]): PlanProblem[] {
  return stages.flatMap(({ name }, index) => {
    const first = stages.findIndex((stage) => stage.name === name);
    if (first === index) return [];
    return [
      problemAt(['stages', index, 'name'], `stage ${first + 1} is called ${name} too`, 'Give each stage its own name.'),
    ];
  });
}

/**
 * Stages add up and share one permutation, so a stage that adds nobody is a mistake: its cohort, or everyone, already
 * reached its permille.
 */
function checkLadder(stages: readonly PlanStage[]): PlanProblem[] {
  return stages.flatMap(({ name, cohort, permille }, index) => {
    const cover = stages
      .slice(0, index)
      .find((before) => [cohort, 'everyone'].includes(before.cohort) && before.permille >= permille);
    if (cover === undefined) return [];
    const what = `${name} adds nobody: ${cover.name} already reached ${cover.permille} permille of ${cover.cohort}`;
    const fix =
      cover.permille === 1000
        ? `Move it before ${cover.name} or remove it.`
        : `Raise it above ${cover.permille}, or move it before ${cover.name}.`;
    return [problemAt(['stages', index, 'permille'], what, fix)];
  });
}

function checkStage({ bakeS, gates, metrics = [], alpha, beta }: PlanStage, index: number): PlanProblem[] {
  const problems = [
    ...gates.flatMap((gate) => checkGate(gate, ['stages', index, 'gates', gate.signal])),
    ...metrics.flatMap((setting) => checkMetric(setting, ['stages', index, 'metrics', setting.metric])),
  ];
  // The plan's own, so said once.
  if (index === 0) {
    problems.push(...checkRange(alpha, ['alpha'], chance), ...checkRange(beta, ['beta'], chance));
  }
  if (bakeS > maxBakeS) {
    const what = `is ${bakeS / 86_400} days`;
    problems.push(problemAt(['stages', index, 'bake'], what, 'Keep it to 90d, the life of a signed ceiling.'));
  }
  return problems;
}

function checkGate(gate: GateSetting, path: PlanProblem['path']): PlanProblem[] {
  if (gate.signal === 'crash-rate')
    return checkRange(gate.tolerance, [...path, 'tolerance'], { ...crashTolerance, unit: 1 });
  const percent = { ...share, unit: 0.01 };
  return [
    ...checkRange(gate.limit, [...path, 'limit'], percent),
    ...checkRange(gate.tolerance, [...path, 'tolerance'], percent),
  ];
}

function checkMetric(setting: MetricSetting, path: PlanProblem['path']): PlanProblem[] {
  const [rule] = deriveMetricRules([setting]);
  const atMost = metricTolerance[rule?.worse ?? 'higher'];
  return checkRange(setting.tolerance, [...path, 'tolerance'], { above: 0, atMost, unit: 0.01 });
}

/** `unit` is the share that people write as 1: 0.01 for percent. */
function checkRange(
  value: number | undefined,
  path: PlanProblem['path'],
  range: { above: number; atMost: number; unit: number },
): PlanProblem[] {
  if (value === undefined || (value > range.above && value <= range.atMost)) return [];
  const say = (each: number): string =>
    range.unit === 1 ? String(each) : `${Number((each / range.unit).toFixed(2))}%`;
  return [problemAt(path, `is ${say(value)}`, `Give more than ${say(range.above)}, at most ${say(range.atMost)}.`)];
}

function problemAt(path: PlanProblem['path'], what: string, fix: string): PlanProblem {
  const where = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .slice(1);
  return { path, where, what, fix };
}
