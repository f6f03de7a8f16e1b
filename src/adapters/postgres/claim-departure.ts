// Claims one departure of a channel inside the transaction that decides it: whoever comes second finds it decided.
import { and, eq, lt } from 'drizzle-orm';
import type { Transaction } from './database.ts';
import { channels } from './schema/catalog.ts';

export type Claim = { readonly product: string; readonly channel: string; readonly departureMs: number };

/** False when this departure or a later one is decided. The row stays locked until the transaction ends. */
export async function claimDeparture(tx: Transaction, { product, channel, departureMs }: Claim): Promise<boolean> {
  const claimed = await tx
    .update(channels)
    .set({ departedMs: departureMs })
    .where(and(eq(channels.productId, product), eq(channels.id, channel), lt(channels.departedMs, departureMs)))
    .returning({ id: channels.id });
  return claimed.length > 0;
}
