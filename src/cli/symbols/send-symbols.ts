// Prepares files of symbols on this machine and sends them past the service, one after the other.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { prepareSymbols } from '../../domain/report/symbols/prepare.ts';
import { maxPreparedBytes } from '../../domain/report/symbols/prepared.ts';
import { type SymbolsAnswer, symbols, symbolsUpload } from '../../wire/release/symbols.ts';
import { textCodec } from '../../wire/text-codec.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { CliError, stopWhenInterrupted } from '../cli-error.ts';
import { readSymbolFile } from '../fingerprint/read-symbols.ts';
import { listReportFiles } from '../fingerprint/report-files.ts';
import { sendPart } from '../publish/send-part.ts';
import type { Session } from '../session.ts';
import { sizeWords } from '../terminal/figures.ts';
import { name } from '../terminal/words.ts';

/** The service reads the whole object back to compare it. */
const finishIdleMs = 5 * 60_000;

export type SentSymbols = SymbolsAnswer & { readonly file: string; readonly wasStored: boolean };

/** Whole folders may hold other files, which are passed over; a file that is named has to hold symbols. */
export async function sendSymbols(
  session: Session,
  paths: readonly string[],
  build: string | null,
): Promise<SentSymbols[]> {
  const sent: SentSymbols[] = [];
  const passed: string[] = [];
  for (const file of await listReportFiles(paths)) {
    stopWhenInterrupted(session.surroundings.interrupt);
    const answer = await sendOne(session, file, build);
    if (answer !== null) sent.push(answer);
    else if (paths.includes(file)) throw noSymbols(file);
    else passed.push(file);
  }
  if (sent.length === 0) throw noSymbols(paths.join(', '));
  for (const file of passed) session.printer.note(['passed over, no symbols in it: ', name(file)]);
  return sent;
}

/** Null where the file holds none. */
async function sendOne(session: Session, path_: string, build: string | null): Promise<SentSymbols | null> {
  if ((await stat(path_).catch(() => null)) === null) throw notThere(path_);
  const file = await readSymbolFile(path_);
  const prepared = file === null ? null : prepareSymbols(file, textCodec);
  if (prepared === null || (!prepared.ok && prepared.refusal === 'no-symbols')) return null;
  if (!prepared.ok) throw tooLarge(path_);
  const { head, bytes } = prepared;
  if (head.identity === '' && build === null) throw nameless(path_);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const stated = { fileName: basename(path_).slice(0, 200), sizeBytes: bytes.length, sha256 };
  const body = { product: session.settings.product(), ...(build === null ? {} : { build }), ...head, ...stated };
  const begun = await session.api().send('POST', '/v1/symbols', reading(symbolsUpload), { body });
  if (begun.symbols.isStored) return { ...begun.symbols, file: path_, wasStored: true };
  const parts: { partNumber: number; etag: string }[] = [];
  for (const { partNumber, url } of begun.parts) {
    const start = (partNumber - 1) * begun.partBytes;
    const part = bytes.subarray(start, start + begun.partBytes);
    const read = () => ({ lengthBytes: part.length, pieces: pieces(part) });
    const etag = await sendPart({ sign: async () => url, read, interrupt: session.surroundings.interrupt });
    parts.push({ partNumber, etag });
  }
  const where = path`/v1/symbols/${begun.symbols.id}/complete`;
  const done = await session.api().send('POST', where, reading(symbols), { body: { parts }, idleMs: finishIdleMs });
  return { ...done, file: path_, wasStored: false };
}

async function* pieces(part: Uint8Array): AsyncGenerator<Uint8Array> {
  yield part;
}

const notThere = (file: string): CliError =>
  new CliError(`there is no file ${file}`, { code: 'unusable-file', fix: 'Check the path of the symbols.' });

const noSymbols = (file: string): CliError =>
  new CliError(`there are no symbols in ${file}`, {
    code: 'unusable-file',
    fix: 'It should be mapping.txt of R8, a library or firmware that is not stripped, a .sym file of Breakpad, or a source map.',
  });

const tooLarge = (file: string): CliError =>
  new CliError(`the symbols in ${file} are too many`, {
    code: 'unusable-file',
    fix: `Prepared, they may have ${sizeWords(maxPreparedBytes)}. Split the library, or leave out what no device runs.`,
  });

const nameless = (file: string): CliError =>
  new CliError(`nothing in ${file} says which build it belongs to`, {
    code: 'build-missing',
    fix: 'Name it with --build.',
  });
