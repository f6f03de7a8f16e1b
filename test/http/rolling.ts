// What the HTTP tests of rollouts share: product nova with sealed builds, a plan, and an engineer's machine that signs.
import type { CeilingStatement } from '../../src/domain/build/ceiling-statement.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';
import { insertBuild, insertNova } from '../contract/nova.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { appliedPlan, candidate, ceilingOf, permitOf } from '../samples/rollouts.ts';
import { nowMs } from '../samples/statements.ts';

export type RollingApp = TestApp & {
  /** A request of the engineer: the status and the body. */
  ask(method: string, path: string, json?: unknown, as?: string): Promise<{ status: number; body: Body }>;
  apply(changes?: { fallback?: string; name?: string }): Promise<number>;
  /** Publishes a ceiling. */
  signCeiling(build: Candidate, plan: number, changes?: Partial<CeilingStatement>): Promise<void>;
  /** Publishes a permit; answers its number. */
  signPermit(from: Candidate, to: Candidate): Promise<number>;
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

  async function signCeiling(build: Candidate, plan: number, changes: Partial<CeilingStatement> = {}): Promise<void> {
    await test.repository.state(ceilingOf(build, await planOf(plan), changes));
  }

  let permits = 0;
  async function signPermit(from: Candidate, to: Candidate): Promise<number> {
    permits += 1;
    await test.repository.state(permitOf(from, to, { permitNumber: permits }));
    return permits;
  }

  return {
    ...test,
    ask,
    apply,
    signCeiling,
    signPermit,
    async start(counter) {
      const plan = (await test.stores.plans.loadNewestPlan('nova', 'stable'))?.id ?? (await apply());
      if ((await test.stores.plans.loadCeiling(`nova-${counter}`, plan)) === null) {
        await signCeiling(candidate(counter), plan);
      }
      const json = { product: 'nova', channel: 'stable', build: `nova-${counter}` };
      const { body } = await ask('POST', '/v1/rollouts', json);
      return Number((body as unknown as { rollout?: { id: number } }).rollout?.id);
    },
  };
}
