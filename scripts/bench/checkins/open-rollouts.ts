// What open rollouts cost a check-in: the same intake is folded while one is open, and while one is open on each of fifty channels.
import { sql } from 'drizzle-orm';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { builds } from '../../../src/adapters/postgres/schema/builds.ts';
import { channels } from '../../../src/adapters/postgres/schema/catalog.ts';
import { plans, rollouts, stages } from '../../../src/adapters/postgres/schema/rollouts.ts';
import { foldCheckins } from '../../../src/app/fold-checkins.ts';
import { composeStores } from '../../../src/compose.ts';
import { deriveDefaultPolicy } from '../../../src/domain/gate/policy.ts';
import type { Plan } from '../../../src/domain/rollout/plan.ts';
import type { Side } from '../rounds.ts';
import { channel, model, product } from './batches.ts';
import type { Parts } from './sides.ts';

const manyOpen = 50;
/** As many as one round of folding in the service takes at most, some times over. */
const foldedBatches = 100;
const intakeMs = 600;

/** One of them in the fleet's own channel, of a build that a third of its check-ins name. */
export async function seedRollouts(db: Database): Promise<void> {
  for (let at = 0; at < manyOpen; at += 1) await seedRollout(db, at === 0 ? channel : `other-${at}`, at);
}

async function seedRollout(db: Database, channelId: string, at: number): Promise<void> {
  const place = { productId: product, channelId };
  const nowMs = Date.now();
  const others = { productId: product, id: channelId, timetable: null, pollS: 3_600, departedMs: 0 };
  await db.insert(channels).values(others).onConflictDoNothing();
  const buildId = `${product}-${at + 1}`;
  const made = { models: [model], accepts: '*', securityFloor: 0, createdBy: 'bench', createdMs: nowMs };
  const version = at === 0 ? '1.1.0' : `9.${at}.0`;
  const named = { ...place, ...made, id: buildId, version, vendorVersion: null, counter: at + 1 };
  await db.insert(builds).values({ ...named, state: 'draft', release: null, sealedMs: null });
  await db.execute(sql`update ${builds} set state = 'sealed', release = 'bench', sealed_ms = 1 where id = ${buildId}`);
  const applied = { digest: '', gatesDigests: [], source: '', appliedBy: 'bench', appliedMs: nowMs };
  const said = { ...place, ...applied, name: 'bench', plan: {} as Plan };
  const [plan] = await db.insert(plans).values(said).returning({ id: plans.id });
  const begun = { stageIndex: 0, stageEnteredMs: nowMs, evidenceFromMs: 0, startedMs: nowMs, head: 1 };
  const signed = { salt: `salt-${at}`, ceiling: '{}', ceilingEndsMs: nowMs * 2 };
  const open = { ...place, ...begun, ...signed, buildId, planId: plan?.id ?? 0, state: 'running' } as const;
  const [rollout] = await db.insert(rollouts).values(open).returning({ id: rollouts.id });
  await db.insert(stages).values({
    rolloutId: rollout?.id ?? 0,
    index: 0,
    name: 'half',
    cohort: 'everyone',
    permille: 500,
    bakeS: 3_600,
    promote: 'auto',
    gates: deriveDefaultPolicy(0),
    notBeforeMs: 0,
    enteredMs: nowMs,
  });
}

export function rolloutSides({ service, gateway, gate }: Parts): Side[] {
  const { db, sql: query } = service.database;
  const { folds } = composeStores(db);
  const fold = (isMany: boolean) => async () => {
    await query`truncate checkin_queue`;
    await query`update rollouts set state = ${isMany ? 'running' : 'closed'} where channel_id <> ${channel}`;
    const told = await gateway.ask({ kind: 'run', lane: 'ours', forMs: intakeMs });
    if (told.kind !== 'ran') throw new Error(`the gateway answered ${told.kind}`);
    await gate.open();
    const startedMs = performance.now();
    const { folded } = await foldCheckins({ folds }, Date.now(), { maxBatches: foldedBatches });
    const wallMs = performance.now() - startedMs;
    await gate.shut();
    return { count: folded, wallMs, cpuMs: null };
  };
  return [
    { name: 'one', run: fold(false) },
    { name: 'many', run: fold(true) },
  ];
}
