// What intake is compared with: the same client puts the same bytes into a table without an index, one row a commit.
import postgres from 'postgres';
import type { Crash } from './crashes.ts';

export const bareTable = 'bare_reports';

/** The driver prepares the statement once a connection, as whoever writes such a client by hand would get it. */
export async function openBareInsert(url: string, connections: number): Promise<(crash: Crash) => Promise<void>> {
  const sql = postgres(url, { max: connections, onnotice: () => {} });
  await sql`create table if not exists ${sql(bareTable)} (
    id text not null, device_id text not null, received_ms bigint not null, body text not null)`;
  return async ({ id, device, json }) => {
    await sql`insert into ${sql(bareTable)} values (${id}, ${device}, ${Date.now()}, ${json})`;
  };
}
