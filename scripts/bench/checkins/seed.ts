// Puts into an empty database what check-ins are about: a product, its devices, and a gateway that speaks for them.
import { sql } from 'drizzle-orm';
import type { OpenDatabase } from '../../../src/adapters/postgres/database.ts';
import { rowSet } from '../../../src/adapters/postgres/row-set.ts';
import { devices } from '../../../src/adapters/postgres/schema/fleet.ts';
import { systemEntropy } from '../../../src/adapters/system/entropy.ts';
import { addModel } from '../../../src/app/add-model.ts';
import { createProduct } from '../../../src/app/create-product.ts';
import { issueToken } from '../../../src/app/create-token.ts';
import { setChannel } from '../../../src/app/set-channel.ts';
import { composeStores } from '../../../src/compose.ts';
import { deriveBucket } from '../../../src/domain/device/bucket.ts';
import { channel, deviceCount, deviceOf, model, product } from './batches.ts';

const dayMs = 24 * 3_600_000;

/** Answers the gateway's access token. */
export async function seedFleet({ db }: Pick<OpenDatabase, 'db'>): Promise<string> {
  const stores = composeStores(db);
  const by = { actor: 'bench', nowMs: Date.now() };
  await createProduct(stores, { id: product, name: product }, by);
  await addModel(stores, { productId: product, model: { id: model, name: model } }, by);
  await setChannel(stores, { productId: product, channel: { id: channel, timetable: null, pollS: 3_600 } }, by);
  const rows = Array.from({ length: deviceCount }, (_, index) => {
    return { d: deviceOf(index), b: deriveBucket(product, deviceOf(index)) };
  });
  const enrolledMs = by.nowMs - dayMs;
  await db.execute(sql`
    insert into ${devices} (product_id, id, channel_id, model_id, bucket, reported_ms, is_tester, is_blocked,
      enrolled_ms, seen_ms, health_ms)
    select ${product}, d, ${channel}, ${model}, b, x.e, false, false, x.e, x.e, x.e
    from (select d, b, ${enrolledMs}::bigint as e from ${rowSet(rows, 'd text, b int')}) as x`);
  await db.execute(sql`analyze`);
  const gateway = { name: 'bench', role: 'gateway', product, expiresInDays: null } as const;
  const issued = await issueToken({ tokens: stores.tokens, entropy: systemEntropy }, gateway, by);
  if (!issued.ok) throw new Error('the database was not empty');
  return issued.secret;
}
