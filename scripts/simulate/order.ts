// Turns an order into tasks: reads its worlds and plans, and refuses what does not fit together.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import type { Plan } from '../../src/domain/rollout/plan.ts';
import type { Job } from './job.ts';
import type { Order } from './words.ts';
import { planOfWorld, readPlan } from './world/plan.ts';
import { readWorld } from './world/read-world.ts';
import type { World } from './world/shape.ts';

export type Task = { readonly job: Job };

export function readOrder(order: Order): Result<Task[]> {
  const tasks: Task[] = [];
  for (const name of order.worlds) {
    const task = readTask(order, name);
    if (!task.ok) return task;
    tasks.push(task.value);
  }
  return ok(tasks);
}

function readTask(order: Order, name: string): Result<Task> {
  const file = findWorld(name);
  const world = readWorld(file);
  if (!world.ok) return world;
  const plan = choosePlan(order, world.value);
  if (!plan.ok) return plan;
  const strange = strangeCohort(plan.value, world.value);
  if (strange !== null)
    return refuse({
      where: file,
      what: `has no group of the cohort ${strange}`,
      fix: `The plan ${plan.value.plan} begins with it: give a group this cohort.`,
    });
  const { only } = order;
  if (only !== null && world.value.builds.every((kind) => kind.name !== only)) {
    const names = world.value.builds.map((kind) => kind.name).join(', ');
    return refuse({ where: file, what: `has no kind of build ${only}`, fix: `It has ${names}.` });
  }
  const { seed, firstBuild, builds, policies } = order;
  return ok({ job: { world: world.value, plan: plan.value, seed, firstBuild, builds, only, policies } });
}

/** A name without a path may be one of ours. */
function findWorld(name: string): string {
  if (existsSync(name) || !/^[a-z0-9-]+$/.test(name)) return name;
  const ours = fileURLToPath(new URL(`./worlds/${name}.json`, import.meta.url));
  return existsSync(ours) ? ours : name;
}

function choosePlan({ plan }: Order, world: World): Result<Plan> {
  if (plan !== null) return readPlan(plan);
  const own = planOfWorld(world);
  return own === null ? readPlan('recommended') : ok(own);
}

function strangeCohort({ stages }: Plan, { fleet }: World): string | null {
  const known = ['everyone', ...fleet.groups.map(({ cohort }) => cohort)];
  return stages.find(({ cohort }) => !known.includes(cohort))?.cohort ?? null;
}
