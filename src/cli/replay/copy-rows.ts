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
/** How dumps in the other formats of pg_dump begin: custom, and tar, whose first member this is. */
const archiveMarks = ['PGDMP', 'toc.dat\0'];
/** RFC 1952: two bytes, of which only the first is a letter of UTF-8. */
const packedMark = '\u001f';

type Block = { readonly table: string; readonly columns: readonly string[] };

export async function* readCopyRows(file: string, tables: ReadonlySet<string>): AsyncGenerator<CopyRow> {
  const stream = createReadStream(file, 'utf8');
  let block: Block | null = null;
  let isFirst = true;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (isFirst) checkFirst(file, line);
      isFirst = false;
      if (line.length > maxLine) throw unreadable(file, 'holds a line of more than 64 MiB');
      if (block === null) {
        if (isInsert(line, tables)) throw asInserts(file);
        block = readOpening(line);
      } else if (line === '\\.') block = null;
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

function checkFirst(file: string, line: string): void {
  if (archiveMarks.some((mark) => line.startsWith(mark))) throw notPlain(file);
  if (line.startsWith(packedMark)) throw unreadable(file, 'is packed');
}

const insert = /^INSERT INTO (?:"?[\w$]+"?\.)?"?([\w$]+)"? /;
const isInsert = (line: string, tables: ReadonlySet<string>): boolean => tables.has(insert.exec(line)?.[1] ?? '');

const asInserts = (file: string): CliError =>
  new CliError(`${file} holds its rows as INSERT statements`, {
    code: 'unreadable-file',
    fix: 'Dump it again without --inserts: rows as COPY blocks are read whatever is in them.',
  });

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
