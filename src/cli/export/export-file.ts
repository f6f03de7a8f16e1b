// The file of an export and how far it is: a page is written whole, and what a cut left behind it is taken off again.
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

export type Progress = {
  /** Number of the section, and the cursor within it. */
  readonly section: number;
  readonly after: string | null;
  readonly bytes: number;
  readonly lines: number;
};

export type ExportFile = { readonly path: string; readonly handle: FileHandle; readonly progress: Progress };

const beginning: Progress = { section: 0, after: null, bytes: 0, lines: 0 };
const stateOf = (path: string): string => `${path}.part.json`;

/** `asked` is what is exported: a file that was begun with something else is refused, as is one that is whole. */
export async function openExport(path: string, asked: string): Promise<ExportFile> {
  const state = await readState(path, asked);
  // A file without a state is somebody's.
  const handle = await open(path, state === null ? 'wx' : 'r+').catch((cause: NodeJS.ErrnoException) => {
    throw refused(
      cause.code === 'EEXIST' ? 'there is a file of that name' : `the file cannot be written (${cause.code})`,
    );
  });
  const progress = state ?? beginning;
  if (state === null) await writeState(path, asked, progress);
  await handle.truncate(progress.bytes);
  return { path, handle, progress };
}

/** Durable before the progress is: a cut in between only means that the page is read again. */
export async function appendPage(
  { path, handle, progress }: ExportFile,
  { asked, items, next }: { readonly asked: string; readonly items: readonly object[]; readonly next: string | null },
): Promise<ExportFile> {
  const bytes = Buffer.from(items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  await handle.write(bytes, 0, bytes.length, progress.bytes);
  await handle.datasync();
  const done = { bytes: progress.bytes + bytes.length, lines: progress.lines + items.length };
  const place =
    next === null ? { section: progress.section + 1, after: null } : { section: progress.section, after: next };
  const now = { ...place, ...done };
  await writeState(path, asked, now);
  return { path, handle, progress: now };
}

/** Of an export that ended before its first page there is nothing to go on with. */
export async function closeExport({ path, handle }: ExportFile): Promise<void> {
  const { size } = await handle.stat();
  await handle.close();
  const isBegun = size === 0 && (await readFile(stateOf(path)).catch(() => null)) !== null;
  if (isBegun) await Promise.all([rm(path, { force: true }), rm(stateOf(path), { force: true })]);
}

export const endExport = ({ path }: ExportFile): Promise<void> => rm(stateOf(path), { force: true });

async function readState(path: string, asked: string): Promise<Progress | null> {
  const text = await readFile(stateOf(path), 'utf8').catch(() => null);
  if (text === null) return null;
  const state = parseState(text);
  if (state === null) throw refused('how far it is cannot be read; remove it and its .part.json to begin again');
  if (state.asked === asked) return state;
  throw refused('it was begun as an export of something else');
}

function parseState(text: string): (Progress & { asked: string }) | null {
  try {
    return JSON.parse(text) as Progress & { asked: string };
  } catch {
    return null;
  }
}

/** Whole or not at all: on a full disk the progress before stays true. */
async function writeState(path: string, asked: string, progress: Progress): Promise<void> {
  const draft = `${stateOf(path)}.draft`;
  try {
    await writeFile(draft, JSON.stringify({ asked, ...progress }));
    await rename(draft, stateOf(path));
  } catch (cause) {
    await rm(draft, { force: true });
    throw cause;
  }
}

const refused = (what: string): CliError =>
  new CliError(what, { code: 'unusable-file', fix: 'Name another with --out.' });
