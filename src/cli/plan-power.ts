// `orange plan power`: what a plan can see before it starts, found by trying it on simulated builds under the service's gate.
import { setImmediate as breathe } from 'node:timers/promises';
import { type Advice, adviseOn } from '../domain/power/advise.ts';
import type { Fleet } from '../domain/power/fleet.ts';
import { measurePower, type Power } from '../domain/power/measure.ts';
import { deriveMetricSight } from '../domain/power/metric-sight.ts';
import { prepareSetup } from '../domain/power/trial.ts';
import {
  deriveAdviceSentences,
  deriveChanceWords,
  deriveGoodSentence,
  deriveMetricSentence,
  deriveRoundWords,
  deriveStageSentence,
} from '../domain/power/wording.ts';
import type { Plan } from '../domain/rollout/plan.ts';
import { parsePlanFile } from '../wire/plan/plan-file.ts';
import { knownFleet } from '../wire/release/fleet.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError, stopWhenInterrupted } from './cli-error.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { problemLines, readPlanFile } from './plan-file.ts';
import { chooseFleet, type FleetFlags, fleetOptions } from './power/fleet-options.ts';
import type { Session } from './session.ts';
import { countWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { bad, faint, type Line, strong } from './terminal/words.ts';

type Options = FleetFlags & { readonly trials: number; readonly seed: number; readonly advice: boolean };

export const planPower = (run: Run) =>
  fleetOptions(
    newCommand({
      name: 'power',
      about: 'Say before the start what a plan can see',
      more:
        'Builds with known faults go up the plan on a simulated fleet, by the same gate as in the service, and what comes of ' +
        'them is counted. Advice is given only where the changed plan was tried too. What is assumed of the fleet is printed, ' +
        'and each of it can be stated. Needs no service, but with --product: then devices, models and rates are those that the ' +
        'service knows of the channel.',
      json: [
        'plan, seed',
        'fleet: devices, models[], cohorts, crashesPerDay, failedInstalls, silence, unconfirmed, confirming, installedInDay, checkinHours',
        'assumed[]: cohorts that nobody counted',
        'good: trials, halted, held, hours, stages[]',
        'faults[]: fault, words, trials, halted, held, quarantined, devices, hours, stages[]',
        'metrics[]: stage, devices, seen[] (metric, times: the least change that holds a build as often as not; null for none)',
        'sentences[]',
        'advice[]: stage, change, fault, words, before, after, trials',
      ],
      examples: [
        ['Of the usual fleet of 100,000', 'orange plan power plan.yaml'],
        ['As the service knows it', 'orange plan power plan.yaml --product nova'],
        ['Of ours', 'orange plan power plan.yaml --fleet 12000 --cohort testers=400 --models models.json'],
      ],
    }),
  )
    .argument('<file>', 'the plan')
    .option('--trials <n>', 'builds of each kind, at most', wholeNumber(20, 5_000), 200)
    .option('--seed <n>', 'the same seed gives the same figures', wholeNumber(0, 2 ** 31), 1)
    .option('--no-advice', 'only measure')
    .action(
      acting(run, async (session, file: string, options: Options) => {
        const parsed = parsePlanFile(await readPlanFile(file), file);
        if (!parsed.ok) {
          const lines = [...problemLines(parsed.problems), bad('This plan cannot be used.')];
          return { json: { plan: null, problems: parsed.problems }, lines, exitCode: 1 };
        }
        return tryPlan(session, parsed.value.plan, options);
      }),
    );

async function tryPlan(session: Session, plan: Plan, options: Options) {
  const cohorts = plan.stages.map(({ cohort }) => cohort);
  const known = options.product === undefined ? {} : await loadKnown(session, plan, options.product);
  const { fleet, assumed } = await chooseFleet(options, known, cohorts);
  const { seed, trials } = options;
  const power = await follow(
    session,
    'Trying builds',
    measurePower(prepareSetup(fleet, plan.stages), { seed, trials }),
  );
  const advice = options.advice ? await follow(session, 'Trying changes', adviseOn({ fleet, plan, seed }, power)) : [];
  const metrics = deriveMetricSight(fleet, plan.stages);
  const sentences = [
    ...plan.stages.map((stage, index) => deriveStageSentence(stage, index, { power, advice })),
    deriveGoodSentence(power.good),
    deriveMetricSentence(metrics, plan.stages),
  ];
  const lines: Line[] = [
    ...describeFleet(fleet, assumed),
    '',
    ...describeFaults(plan, power),
    '',
    ...sentences.map(capitalise),
    ...describeAdvice(plan, advice),
  ];
  return { json: { plan: plan.plan, seed, fleet, assumed, ...power, metrics, sentences, advice }, lines };
}

/** The fleet that the plan is for, by what its own rollouts taught. */
async function loadKnown({ api }: Session, plan: Plan, product: string): Promise<Partial<Fleet>> {
  const { channel } = plan;
  if (product !== plan.product) {
    const fix = `Give --product ${plan.product}, or the plan of ${product}.`;
    throw new CliError(`the plan is for ${plan.product}`, { code: 'plan-of-another-product', fix });
  }
  const found = await api().get(path`/v1/products/${product}/channels/${channel}/fleet`, reading(knownFleet));
  const { lessons, ...known } = found;
  if (lessons > 0 && known.devices > 0) return known;
  const what = known.devices === 0 ? 'has no devices' : 'has taught nothing yet: no rollout was completed by the gate';
  const fix = 'Leave --product out, and state what you know: --fleet, --models, --crashes-per-day …';
  throw new CliError(`${product}/${channel} ${what}`, { code: 'nothing-learned', fix });
}

/** Says how far it is on a terminal, and lets Ctrl-C through. */
async function follow<T>({ surroundings }: Session, word: string, work: Generator<number, T>): Promise<T> {
  const { stderr, interrupt } = surroundings;
  const isShown = stderr.isTTY === true;
  for (;;) {
    const step = work.next();
    if (step.done === true) {
      if (isShown) stderr.write('\r\u001b[K');
      return step.value;
    }
    if (isShown) stderr.write(`\r${word} … ${Math.floor(step.value * 100)} %\u001b[K`);
    await breathe();
    stopWhenInterrupted(interrupt);
  }
}

function describeFleet(fleet: Fleet, assumed: readonly string[]): Line[] {
  const { devices, models, cohorts, checkinHours } = fleet;
  const total = models.reduce((sum, { share }) => sum + share, 0);
  const shares = models.map(({ share }) => share / total);
  const named = Object.entries(cohorts).map(([name, count]) => {
    return `${countWords(count)} ${name}${assumed.includes(name) ? ' (a guess: --cohort)' : ''}`;
  });
  const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
  return [
    [
      strong('Assumed: '),
      `${countWords(devices)} devices, ${named.length === 0 ? '' : `${named.join(', ')}, `}${models.length} models of ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))};`,
    ],
    `${fleet.crashesPerDay} crashes a device and day; ${percent(fleet.failedInstalls)} of installs fail; ${percent(fleet.silence)} are silent for a day;`,
    `${percent(fleet.confirming)} confirm their boot, ${percent(fleet.unconfirmed)} of them late; a check-in every ${checkinHours} h; ${percent(fleet.installedInDay)} installed after a day.`,
    faint('State your own: --fleet, --cohort, --models, --crashes-per-day … (orange plan power --help)'),
  ];
}

function describeFaults({ stages }: Plan, { faults }: Power): Line[] {
  const share = (count: number, of: number) => deriveChanceWords(count / Math.max(1, of));
  return table(
    faults,
    [
      { title: 'found by the end of', of: ({ words }) => words },
      ...stages.map(({ name }, index) => ({
        title: name,
        of: ({ stages: each, trials }: Power['faults'][number]) => share(each[index]?.foundSoFar ?? 0, trials),
        align: 'right' as const,
      })),
      {
        title: 'devices (9 in 10)',
        of: ({ devices }) =>
          devices === null ? '-' : `${deriveRoundWords(devices.median)} (${deriveRoundWords(devices.most)})`,
        align: 'right',
      },
      { title: 'hours', of: ({ hours }) => (hours === null ? '-' : hours.median), align: 'right' },
    ],
    '',
  );
}

function describeAdvice({ stages }: Plan, advice: readonly Advice[]): Line[] {
  if (advice.length === 0) return [];
  return ['', strong('Advice'), ...deriveAdviceSentences(advice, stages).map(capitalise)];
}

const capitalise = (sentence: string): string => sentence.replace(/^./, (first) => first.toUpperCase());
