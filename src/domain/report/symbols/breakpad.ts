// Reads Breakpad symbol files: `MODULE`, `INFO CODE_ID`, `FUNC` and `PUBLIC` lines (google/breakpad docs/symbol_files.md).
import { type FrameBlock, readFrameBlocks } from './frames/frame-rules.ts';
import { type FunctionEntry, type FunctionTable, functionTable, maxFunctions } from './function-table.ts';

export type BreakpadFile = {
  /** Lower-case hex, as the unwinders print it; empty where the file does not tell. */
  readonly buildId: string;
  readonly module: string;
  readonly functions: FunctionTable;
  readonly frames: readonly FrameBlock[];
};

const maxLineChars = 8192;

/** Null where the text is none. One pass. */
export function parseBreakpad(text: string): BreakpadFile | null {
  const head = /^MODULE \w{1,20} \w{1,20} ([0-9A-Fa-f]{32,44}) ([^\r\n]{1,300})/.exec(text.slice(0, 600));
  if (head === null) return null;
  let buildId = idFromDebugId(head[1] ?? '');
  const functions = readFunctions(text, (line) => {
    buildId = /^INFO CODE_ID ([0-9A-Fa-f]{32,128})\b/.exec(line)?.[1]?.toLowerCase() ?? buildId;
  });
  return { buildId, module: head[2] ?? '', functions, frames: readFrameBlocks(text) };
}

/** Of all `FUNC` and `PUBLIC` lines; `hear` is told the `INFO` lines among them. */
export function readFunctions(text: string, hear: (info: string) => void = () => {}): FunctionTable {
  const entries: FunctionEntry[] = [];
  for (let at = 0; at < text.length && entries.length < maxFunctions; ) {
    const end = text.indexOf('\n', at);
    const next = end === -1 ? text.length : end;
    const first = text[at];
    if (first === 'F' || first === 'P' || first === 'I') {
      const line = text.slice(at, Math.min(next, at + maxLineChars)).trimEnd();
      const entry = functionIn(line);
      if (entry !== null) entries.push(entry);
      if (first === 'I') hear(line);
    }
    at = next + 1;
  }
  return functionTable(entries);
}

/** `FUNC m 1a2c 40 0 name`, `PUBLIC 2b3d 0 name`; `m` marks code that several names share. */
function functionIn(line: string): FunctionEntry | null {
  const match =
    /^(?:FUNC (?:m )?([0-9a-f]{1,16}) ([0-9a-f]{1,16}) [0-9a-f]{1,16} |PUBLIC (?:m )?([0-9a-f]{1,16}) [0-9a-f]{1,16} )(.+)$/i.exec(
      line,
    );
  if (match === null) return null;
  return {
    start: Number.parseInt(match[1] ?? match[3] ?? '0', 16),
    size: Number.parseInt(match[2] ?? '0', 16),
    name: match[4] ?? '',
  };
}

/** A debug id is the head of a build id as a GUID, whose first three parts are turned round, and an age behind it. */
export function idFromDebugId(debugId: string): string {
  const turned = (from: number, bytes: number): string =>
    Array.from({ length: bytes }, (_, at) => debugId.slice(from + 2 * (bytes - 1 - at), from + 2 * (bytes - at))).join(
      '',
    );
  return (turned(0, 4) + turned(8, 2) + turned(12, 2) + debugId.slice(16, 32)).toLowerCase();
}
