// Reads rollouts with their stages and decisions out of rows, the same for every store that needs them.
import { asc, inArray, type SQL } from 'drizzle-orm';
import type { Decision, Rollout, Stage } from '../../domain/rollout/rollout.ts';
import type { Database, Transaction } from './database.ts';
import { type decisions, rollouts, stages } from './schema/rollouts.ts';

export type Question = {
  readonly where: SQL | undefined;
  readonly orderBy: SQL;
  readonly limit: number;
};

/** Two queries, whatever the number of rollouts. */
export async function loadRolloutRows(
  db: Database | Transaction,
  { where, orderBy, limit }: Question,
): Promise<Rollout[]> {
  const rows = await db.select().from(rollouts).where(where).orderBy(orderBy).limit(limit);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const steps = await db.select().from(stages).where(inArray(stages.rolloutId, ids)).orderBy(asc(stages.index));
  const stagesOf = new Map(ids.map((id): [number, Stage[]] => [id, []]));
  for (const { rolloutId, index: _, ...stage } of steps) stagesOf.get(rolloutId)?.push(stage);
  return rows.map((row) => toRollout(row, stagesOf.get(row.id) ?? []));
}

function toRollout(row: typeof rollouts.$inferSelect, steps: readonly Stage[]): Rollout {
  const { productId, channelId, ceiling: _, permit: __, lesson: ___, ...rest } = row;
  return { ...rest, product: productId, channel: channelId, stages: steps };
}

export function toDecision({ rolloutId: _, ...decision }: typeof decisions.$inferSelect): Decision {
  return decision;
}
