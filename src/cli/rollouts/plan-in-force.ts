// The plan that a channel's next rollout goes up, read from the very file that was applied.
import type { Plan } from '../../domain/rollout/plan.ts';
import { parsePlanFile } from '../../wire/plan/plan-file.ts';
import { appliedPlan, appliedPlanPage } from '../../wire/release/plan.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

export type PlanInForce = { readonly id: number; readonly plan: Plan; readonly appliedMs: number };

/** Null when the channel has none. */
export async function loadPlanInForce({ api }: Session, product: string, channel: string): Promise<PlanInForce | null> {
  const page = await api().get('/v1/plans', reading(appliedPlanPage), { product, channel, limit: 1 });
  const [newest] = page.items;
  return newest === undefined ? null : readPlan(newest);
}

export const loadPlan = async ({ api }: Session, id: number): Promise<PlanInForce> =>
  readPlan(await api().get(path`/v1/plans/${id}`, reading(appliedPlan)));

/** Stages and gates are signed as the file says them. */
export function readPlan({ id, source, appliedMs }: { id: number; source: string; appliedMs: number }): PlanInForce {
  const parsed = parsePlanFile(source, `plan ${id}`);
  if (parsed.ok) return { id, plan: parsed.value.plan, appliedMs };
  const [problem] = parsed.problems;
  throw new CliError(`${problem?.where} ${problem?.what}`, {
    code: 'plan-unusable',
    fix: 'This tool and the service do not fit together: use the tool of the version that the service has.',
  });
}
