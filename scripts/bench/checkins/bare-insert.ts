// What check-ins are compared with: one `unnest` insert of each batch into a table without an index, committed on its own.
import postgres from 'postgres';
import { product } from './batches.ts';
import type { Send } from './gateway.ts';

export const bareTable = 'bare_checkins';

export async function openBareInsert(url: string, connections: number): Promise<Send> {
  const sql = postgres(url, { max: connections, onnotice: () => {} });
  await sql`create table if not exists ${sql(bareTable)} (
    received_ms bigint not null, product_id text not null, device_id text not null, event_id text not null,
    type text not null, build text not null, uptime_s integer not null, crashes integer not null)`;
  return async (batch) => {
    await sql`
      insert into ${sql(bareTable)}
      select ${Date.now()}::bigint, ${product}, d, e, t, b, u, c
      from unnest(${batch.map(({ device }) => device)}::text[], ${batch.map(({ id }) => id)}::text[],
        ${batch.map(({ type }) => type)}::text[], ${batch.map(({ build }) => build)}::text[],
        ${batch.map(({ uptimeS }) => uptimeS)}::int[], ${batch.map(({ crashes }) => crashes)}::int[])
        as x (d, e, t, b, u, c)`;
  };
}
