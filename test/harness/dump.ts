// Dumps the tables that a replay reads, as pg_dump's plain format has them: PostgreSQL itself writes the rows.
import { writeFileSync } from 'node:fs';
import postgres from 'postgres';

export async function writeDump({ url }: { readonly url: string }, file: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const blocks = ['--', '-- PostgreSQL database dump', '--', '', "SET client_encoding = 'UTF8';", ''];
    for (const table of ['audit', 'decisions']) {
      const rows = await sql<{ name: string }[]>`
        select column_name as name from information_schema.columns
        where table_schema = 'public' and table_name = ${table} order by ordinal_position`;
      const columns = rows.map(({ name }) => name).join(', ');
      blocks.push(`COPY public.${table} (${columns}) FROM stdin;`, `${await copyOut(sql, table, columns)}\\.`, '', '');
    }
    writeFileSync(file, blocks.join('\n'));
    return file;
  } finally {
    await sql.end();
  }
}

async function copyOut(sql: postgres.Sql, table: string, columns: string): Promise<string> {
  const stream = await sql.unsafe(`copy public.${table} (${columns}) to stdout`).readable();
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString();
}
