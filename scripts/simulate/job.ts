// The work of one thread: every n-th build of a world, under the policies asked for.
import type { Plan } from '../../src/domain/rollout/plan.ts';
import type { Trial } from './course.ts';
import { rollByGate } from './policies/gate.ts';
import { gateId } from './policies/ids.ts';
import { peers } from './policies/peers.ts';
import { watchPeers } from './policies/watch-peers.ts';
import type { Outcome } from './results/outcome.ts';
import { layGround } from './world/ground.ts';
import { dealBuilds } from './world/mix.ts';
import type { World } from './world/shape.ts';

/** Plain data: it crosses to a worker. */
export type Job = {
  readonly world: World;
  readonly plan: Plan;
  readonly seed: number;
  readonly firstBuild: number;
  readonly builds: number;
  readonly only: string | null;
  readonly policies: readonly string[];
};

/** Every `step`-th build from the `from`-th on, in order; `tell` hears the outcomes of each as they come. */
export function runJob(
  job: Job,
  { from, step }: { from: number; step: number },
  tell: (outcomes: Outcome[]) => void,
): void {
  const ground = layGround(job.world);
  const kinds = dealBuilds(job.world, job.firstBuild + job.builds);
  for (let build = job.firstBuild + from; build < kinds.length; build += step) {
    const kind = kinds[build];
    if (kind === undefined || (job.only !== null && kind.name !== job.only)) continue;
    tell(runBuild({ ground, plan: job.plan, kind, seed: job.seed, build }, job.policies));
  }
}

export function runBuild(trial: Trial, policies: readonly string[]): Outcome[] {
  const watching = peers.filter(({ id }) => policies.includes(id));
  const gated = policies.includes(gateId) ? [rollByGate(trial)] : [];
  return [...gated, ...(watching.length > 0 ? watchPeers(trial, watching) : [])];
}
