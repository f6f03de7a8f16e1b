// What the HTTP tests of rollouts share: product nova with sealed builds, a plan, and an engineer's machine that signs.
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import { insertBuild, insertNova } from '../contract/nova.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';
import {
  appliedPlan,
  candidate,
  ceilingOf,
  permitOf,
  receivedCeiling,
  receivedPermit,
  signingKey,
} from '../samples/rollouts.ts';
import { nowMs } from '../samples/statements.ts';

export type RollingApp = TestApp & {
  /** A request of the engineer: the status and the body. */
  ask(method: string, path: string, json?: unknown, as?: string): Promise<{ status: number; body: Body }>;
  apply(changes?: { fallback?: string; name?: string }): Promise<number>;
  signCeiling(build: Candidate, plan: number): unknown;
  signPermit(from: Candidate, to: Candidate): unknown;
  /** Starts a build under the plan in force; answers the rollout's id. */
  start(counter: number): Promise<number>;
};

/** A body as tests look into it. */
export type Body = { [name: string]: never };

export const planSource = ({ fallback = 'none', name = 'friday' } = {}): string => `# Fridays
plan: ${name}
product: nova
channel: stable
fallback: ${fallback}
stages:
  - { name: first, permille: 100, bake: 1h }
  - { name: half, permille: 500, bake: 1h, promote: approval }
  - { name: all, permille: 1000, bake: 1h }
`;

/** Builds nova-1 to nova-4, all sealed; `of-nova` and `of-other` are engineers of one product. */
export async function openRollingApp(timetable?: string): Promise<RollingApp> {
  const test = await openTestApp();
  test.clock.ms = nowMs;
  const { db } = test.database;
  await insertNova(db, timetable === undefined ? {} : { stable: timetable });
  for (const counter of [1, 2, 3, 4]) await insertBuild(db, candidate(counter));
  const audit = { atMs: 1, actor: 'test', action: 'set up', subject: 'nova', details: '{}' };
  await test.stores.catalog.recordKey('nova', signingKey, audit);
  await test.addToken('of-nova', 'engineer', 'nova');
  await test.addToken('of-other', 'engineer', 'other');

  async function ask(method: string, path: string, json?: unknown, as = 'engineer') {
    const response = await test.send(method, path, { as, json });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async function apply(changes: { fallback?: string; name?: string } = {}): Promise<number> {
    const { body } = await ask('POST', '/v1/plans', { source: planSource(changes) });
    return Number(body.id);
  }

  async function planOf(id: number) {
    const plan = await test.stores.plans.loadPlan(id);
    return plan ?? appliedPlan();
  }

  async function signCeiling(build: Candidate, plan: number): Promise<unknown> {
    return JSON.parse(receivedCeiling(ceilingOf(build, await planOf(plan))).envelope) as unknown;
  }

  return {
    ...test,
    ask,
    apply,
    signCeiling,
    signPermit: (from, to) => JSON.parse(receivedPermit(permitOf(from, to)).envelope) as unknown,
    async start(counter) {
      const plan = (await test.stores.plans.loadNewestPlan('nova', 'stable'))?.id ?? (await apply());
      const ceiling = await signCeiling(candidate(counter), plan);
      const json = { product: 'nova', channel: 'stable', build: `nova-${counter}`, ceiling };
      const { body } = await ask('POST', '/v1/rollouts', json);
      return Number((body as unknown as { rollout?: { id: number } }).rollout?.id);
    },
  };
}
