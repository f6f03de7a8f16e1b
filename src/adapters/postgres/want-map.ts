// Notes, in the transaction of a change that polls can see, that the release map must be published again.
import { sql } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { mapState } from './schema/governance.ts';

export async function wantMap(tx: Transaction): Promise<void> {
  await tx.update(mapState).set({ wanted: sql`${mapState.wanted} + 1` });
}
