// Checks a plan against what there is: its channel, its cohorts, its fallback, and how many devices each stage holds today.
import { type Cohort, everyoneCohort, testersCohort } from '../domain/rollout/cohort.ts';
import type { Plan, PlanProblem } from '../domain/rollout/plan.ts';
import { deriveAudienceFacts, deriveReach } from '../domain/rollout/reach.ts';
import type { Audience } from './ports/audience.ts';
import type { Candidates } from './ports/candidates.ts';
import type { Catalog } from './ports/catalog.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type CheckPlanPorts = {
  readonly catalog: Catalog;
  readonly audience: Audience;
  readonly candidates: Candidates;
  readonly rollouts: Rollouts;
};

export type PlanFindings = {
  readonly problems: readonly PlanProblem[];
  readonly warnings: readonly PlanProblem[];
  /** Devices inside once each stage is reached, on average over permutations; null while the plan has problems. */
  readonly devices: readonly number[] | null;
};

/** The plan is good in itself already; `checkPlan` of the domain has seen to that. */
export async function checkPlan(ports: CheckPlanPorts, plan: Plan): Promise<PlanFindings> {
  const { product, channel, stages } = plan;
  const [details, known] = await Promise.all([ports.catalog.loadProduct(product), ports.audience.loadCohorts(product)]);
  if (details === null || known === null) {
    const fix = 'Write one of the products that `GET /v1/products` lists, or create it.';
    return { problems: [problemAt(['product'], `there is no product "${product}"`, fix)], warnings: [], devices: null };
  }
  const cohorts: Record<string, Cohort> = { [testersCohort]: { kind: 'testers' }, ...known };
  const channels = details.channels.map(({ id }) => id);
  const fallback = await checkFallback(ports, plan);
  const problems = [
    ...(channels.includes(channel) ? [] : [problemOfChannel(plan, channels)]),
    ...stages.flatMap((stage, index) => problemsOfCohort(stage.cohort, index, cohorts)),
    ...fallback.problems,
  ];
  if (problems.length > 0) return { problems, warnings: fallback.warnings, devices: null };
  const facts = deriveAudienceFacts(stages, cohorts);
  const groups = await ports.audience.loadAudience({ product, channel, facts, bandOfBucket: null });
  return { problems, warnings: fallback.warnings, devices: deriveReach({ stages, cohorts, groups, bands: null }) };
}

function problemOfChannel({ product, channel }: Plan, channels: readonly string[]): PlanProblem {
  const there =
    channels.length === 0 ? 'It has none yet: create one.' : `Write one of ${channels.join(', ')}, or create it.`;
  return problemAt(['channel'], `${product} has no channel "${channel}"`, there);
}

function problemsOfCohort(cohort: string, index: number, cohorts: Readonly<Record<string, Cohort>>): PlanProblem[] {
  if (cohort === everyoneCohort || cohorts[cohort] !== undefined) return [];
  const fix = `Write one of ${[everyoneCohort, ...Object.keys(cohorts)].slice(0, 20).join(', ')}, or create the cohort.`;
  return [problemAt(['stages', index, 'cohort'], `there is no cohort "${cohort}"`, fix)];
}

type FallbackFindings = Pick<PlanFindings, 'problems' | 'warnings'>;

/** A version must be there today; `previous` is looked up when a rollout starts, and may still come into being. */
async function checkFallback({ candidates, rollouts }: CheckPlanPorts, plan: Plan): Promise<FallbackFindings> {
  const { product, channel, fallback } = plan;
  if (fallback === 'none') return { problems: [], warnings: [] };
  if (fallback === 'previous') {
    if ((await rollouts.loadLastCompleted(product, channel, '')) !== null) return { problems: [], warnings: [] };
    const fix = 'Complete a rollout first, name a version, or write "none" for the first one.';
    const what = 'no rollout of this channel is completed yet, so none can start under this plan';
    return { problems: [], warnings: [problemAt(['fallback'], what, fix)] };
  }
  const build = await candidates.loadCandidate(product, fallback);
  if (build?.isSealed === true && !build.isWithdrawn && build.channel === channel)
    return { problems: [], warnings: [] };
  const what = `${fallback} is not a sealed build of ${product}/${channel} that may be installed`;
  return {
    problems: [problemAt(['fallback'], what, 'Name a build that was published on this channel.')],
    warnings: [],
  };
}

function problemAt(path: PlanProblem['path'], what: string, fix: string): PlanProblem {
  return { path, where: path.join('.'), what, fix };
}
