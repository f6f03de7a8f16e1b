// Reads rows of some tables out of a plain dump of PostgreSQL, line by line: COPY blocks in text format (its manual, COPY, file formats).
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CliError } from '../cli-error.ts';

/** A row by its columns; null is SQL's null. */
export type CopyRow = { readonly table: string; readonly values: Readonly<Record<string, string | null>> };

/** A decision over a hundred models takes a megabyte. */
const maxLine = 64 * 1024 * 1024;

const opening = /^COPY (?:"?[\w$]+"?\.)?"?([\w$]+)"? \((.+)\) FROM stdin;$/;
const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
/** How dumps in the other formats of pg_dump begin. */
const archiveMark = 'PGDMP';

type Block = { readonly table: string; readonly columns: readonly string[] };

export async function* readCopyRows(file: string, tables: ReadonlySet<string>): AsyncGenerator<CopyRow> {
  const stream = createReadStream(file, 'utf8');
  let block: Block | null = null;
  let isFirst = true;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (isFirst && line.startsWith(archiveMark)) throw notPlain(file);
      isFirst = false;
      if (line.length > maxLine) throw unreadable(file, 'holds a line of more than 64 MiB');
      if (block === null) block = readOpening(line);
      else if (line === '\\.') block = null;
      else if (tables.has(block.table)) yield readRow(file, block, line);
    }
  } catch (cause) {
    throw cause instanceof CliError ? cause : unreadable(file, 'cannot be read');
  } finally {
    stream.destroy();
  }
  if (block !== null) throw unreadable(file, `ends in the middle of ${block.table}`);
}

function readOpening(line: string): Block | null {
  const [, table, columns = ''] = opening.exec(line) ?? [];
  return table === undefined ? null : { table, columns: columns.split(', ').map(bare) };
}

const bare = (name: string): string => name.replaceAll('"', '');

function readRow(file: string, { table, columns }: Block, line: string): CopyRow {
  const fields = line.split('\t');
  if (fields.length !== columns.length) throw unreadable(file, `holds a row of ${table} that is cut`);
  const values = columns.map((column, at): [string, string | null] => [column, decode(fields[at] ?? '')]);
  return { table, values: Object.fromEntries(values) };
}

const decode = (field: string): string | null =>
  field === '\\N' ? null : field.replaceAll(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);

const notPlain = (file: string): CliError =>
  new CliError(`${file} is an archive, not a plain dump`, {
    code: 'unreadable-file',
    fix: `Turn it into one: pg_restore --file=plain.sql ${file}`,
  });

const unreadable = (file: string, what: string): CliError =>
  new CliError(`${file} ${what}`, {
    code: 'unreadable-file',
    fix: 'Give what `pg_dump --format=plain` writes, with the tables decisions and audit.',
  });
