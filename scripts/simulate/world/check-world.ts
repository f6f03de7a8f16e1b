// What makes a world impossible although every single value of it is in range.
import type { Problem } from '../../../src/domain/result.ts';
import { checkPlan } from '../../../src/domain/rollout/plan.ts';
import { planOfWorld } from './plan.ts';
import { type BuildKind, publicGroup, type World } from './shape.ts';

export function checkWorld(world: World): Problem[] {
  return [
    ...checkNames('models', world.models),
    ...checkNames('fleet.groups', world.fleet.groups),
    ...checkNames('builds', world.builds),
    ...checkGroups(world),
    ...checkShares(world),
    ...world.builds.flatMap((build, index) => checkBuild(world, build, `builds[${index}]`)),
    ...world.incidents.flatMap(({ models, fromHour }, index) => [
      ...checkKnown(`incidents[${index}].models`, models ?? [], world.models),
      ...checkOrder(`incidents[${index}].fromHour`, fromHour),
    ]),
    ...checkOrder('delays.hours', world.delays.hours),
    ...checkStages(world),
  ];
}

function checkStages(world: World): Problem[] {
  const plan = planOfWorld(world);
  if (plan === null) return [];
  const cohorts = world.fleet.groups.flatMap(({ cohort }) => (cohort === undefined ? [] : [cohort]));
  const strange = plan.stages.findIndex(({ cohort }) => cohort !== 'everyone' && !cohorts.includes(cohort));
  const problems: Problem[] = checkPlan(plan).map(({ where, what, fix }) =>
    problemAt(where.replace('stages', 'plan'), what, fix),
  );
  if (strange === -1) return problems;
  const what = `is ${plan.stages[strange]?.cohort}, which no group belongs to`;
  return [
    ...problems,
    problemAt(`plan[${strange}].cohort`, what, 'Give a group this cohort, or leave it out for everyone.'),
  ];
}

function checkNames(where: string, entries: readonly { name: string }[]): Problem[] {
  const names = entries.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? [] : [problemAt(where, `has two called ${twice}`, 'Give each its own name.')];
}

function checkGroups({ fleet }: World): Problem[] {
  const problems = fleet.groups.flatMap(({ name, devices, share }, index) => {
    const where = `fleet.groups[${index}]`;
    if (name === publicGroup && (devices ?? share) !== undefined)
      return [problemAt(where, 'gives the public a size', 'The public is who is in no other group.')];
    if (name === publicGroup || (devices === undefined) !== (share === undefined)) return [];
    return [problemAt(where, 'has no size, or two', 'Give either devices or share.')];
  });
  const inGroups = fleet.groups.reduce((sum, { devices, share }) => sum + (devices ?? (share ?? 0) * fleet.devices), 0);
  if (inGroups > fleet.devices)
    problems.push(
      problemAt('fleet.groups', `hold ${Math.ceil(inGroups)} devices`, `Keep them within ${fleet.devices}.`),
    );
  return problems;
}

function checkShares({ models, builds }: World): Problem[] {
  const problems: Problem[] = [];
  if (models.every(({ share }) => share === 0))
    problems.push(problemAt('models', 'hold no device', 'Give one of them a share above 0.'));
  if (builds.every(({ weight }) => weight === 0))
    problems.push(problemAt('builds', 'have no weight', 'Give one of them a weight above 0.'));
  return problems;
}

function checkBuild(world: World, { models, groups }: BuildKind, where: string): Problem[] {
  if (typeof models === 'number' && models > world.models.length)
    return [problemAt(`${where}.models`, `is ${models}`, `There are ${world.models.length} models.`)];
  return [
    ...checkKnown(`${where}.models`, typeof models === 'object' ? models : [], world.models),
    ...checkKnown(`${where}.groups`, groups ?? [], [...world.fleet.groups, { name: publicGroup }]),
  ];
}

function checkKnown(where: string, names: readonly string[], known: readonly { name: string }[]): Problem[] {
  const stranger = names.find((name) => known.every((each) => each.name !== name));
  if (stranger === undefined) return [];
  const list = known.map(({ name }) => name).join(', ');
  return [problemAt(where, `names ${stranger}, which there is not`, `Use ${list}.`)];
}

function checkOrder(where: string, range: number | readonly [number, number]): Problem[] {
  if (typeof range === 'number' || range[0] <= range[1]) return [];
  return [problemAt(where, `runs from ${range[0]} to ${range[1]}`, 'Write the smaller number first.')];
}

const problemAt = (where: string, what: string, fix: string): Problem => ({ where, what, fix });
