// The clock of a data folder: the world's, unless it was once let run faster; from then on it goes on where it stood.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type FolderClock = {
  readonly rate: number;
  /** The names are those that src/config.ts reads; none for the world's clock. */
  readonly bindings: Readonly<Record<string, string>>;
  /** Notes how far it came. */
  stop(): void;
};

/** A killed launcher loses at most this much of the world's time from its note. */
const noteEveryMs = 1_000;

/**
 * A folder in which time ran ahead keeps a clock of its own in `clock.json`, so that nothing in it ever comes to lie in the
 * future. `rate` is how many times as fast as the world's it runs.
 */
export function openFolderClock(folder: string, rate: number): FolderClock {
  const path = join(folder, 'clock.json');
  const noted = readNote(path);
  if (noted === undefined && rate === 1) return { rate, bindings: {}, stop: () => undefined };
  const originMs = Date.now();
  const startMs = noted === undefined ? originMs : noted.atMs + noteEveryMs * noted.rate;
  const note = () => writeNote(path, { rate, atMs: Math.floor(startMs + (Date.now() - originMs) * rate) });
  note();
  const timer = setInterval(note, noteEveryMs).unref();
  return {
    rate,
    bindings: {
      CLOCK_RATE: String(rate),
      CLOCK_ORIGIN_MS: String(originMs),
      CLOCK_START_MS: String(startMs),
    },
    stop() {
      clearInterval(timer);
      note();
    },
  };
}

type Note = { readonly rate: number; readonly atMs: number };

/** An absent or unreadable note is none. */
function readNote(path: string): Note | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('rate' in value) || !('atMs' in value)) return undefined;
    const { rate, atMs } = value;
    return Number.isSafeInteger(rate) && Number.isSafeInteger(atMs)
      ? { rate: Number(rate), atMs: Number(atMs) }
      : undefined;
  } catch {
    return undefined;
  }
}

function writeNote(path: string, note: Note): void {
  writeFileSync(`${path}.part`, `${JSON.stringify(note)}\n`);
  renameSync(`${path}.part`, path);
}
