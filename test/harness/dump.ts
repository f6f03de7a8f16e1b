// Dumps the tables that a replay reads, as pg_dump's plain format has them; PostgreSQL writes the values.
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
      const columns = rows.map(({ name }) => name);
      blocks.push(
        `COPY public.${table} (${columns.join(', ')}) FROM stdin;`,
        `${await copyOut(sql, table, columns)}\\.`,
        '',
        '',
      );
    }
    writeFileSync(file, blocks.join('\n'));
    return file;
  } finally {
    await sql.end();
  }
}

/** As COPY writes them: tabs between columns, `\N` for null, and no tab, line break or backslash as it is. */
async function copyOut(sql: postgres.Sql, table: string, columns: readonly string[]): Promise<string> {
  const texts = columns.map((column) => `${column}::text`).join(', ');
  const rows = await sql.unsafe(`select ${texts} from public.${table}`).values();
  return rows.map((row) => `${row.map(spell).join('\t')}\n`).join('');
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const spell = (value: string | null): string =>
  value === null ? '\\N' : value.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? sign);
