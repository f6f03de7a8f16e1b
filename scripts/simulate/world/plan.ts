// Which plan a world is rolled out by: its own stages, a plan file, or the recommended plan.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Result } from '../../../src/domain/result.ts';
import { ok, refuse } from '../../../src/domain/result.ts';
import type { Plan } from '../../../src/domain/rollout/plan.ts';
import { parsePlanFile } from '../../../src/wire/plan/plan-file.ts';
import { decodeStage } from '../../../src/wire/plan/shape.ts';
import type { World } from './shape.ts';

export const planNames = ['recommended', 'classic'] as const;

/** `given` is one of `planNames` or the path of a plan file. */
export function readPlan(given: string): Result<Plan> {
  const isOurs = planNames.some((name) => name === given);
  const file = isOurs ? fileURLToPath(new URL(`../plans/${given}.yaml`, import.meta.url)) : given;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const what = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return refuse({ where: given, what, fix: `Give the path of a plan file, or ${planNames.join(' or ')}.` });
  }
  const parsed = parsePlanFile(text, given);
  return parsed.ok ? ok(parsed.value.plan) : parsed;
}

/** The stages that a world states itself; null when it states none. */
export function planOfWorld({ plan: stages }: World): Plan | null {
  if (stages === undefined) return null;
  return {
    plan: 'world',
    product: 'simulated',
    channel: 'stable',
    fallback: 'previous',
    stages: stages.map(decodeStage),
  };
}
