// Puts names into a printed trace by the symbols of its build.
// The result is a trace like any other, so keys are made of it in the same way; what no symbol knows stays as it was printed.
import { jsonReport } from '../fingerprint/detect/json-report.ts';
import { baseName } from '../fingerprint/normalise/paths.ts';
import { readDumpText, walkText } from './frames/walk-text.ts';
import { functionAt } from './function-table.ts';
import { mappingsFor, retraceLine } from './retrace.ts';
import { firmwareFor, headOf, libraryFor, type SymbolSet } from './symbol-set.ts';
import { symboliseJs } from './symbolise-js.ts';

export type Symbolised = {
  readonly text: string;
  /** Lines that say something else than before. */
  readonly changed: number;
};

/** A trace ends within so many lines of a report. */
export const maxLines = 20_000;
export const maxLineChars = 2_000;

/** Pure and linear in the text. */
export function symbolise(trace: string, symbols: SymbolSet): Symbolised {
  const report = jsonReport(trace);
  if (report?.kind === 'js') {
    const { text, changed } = symboliseText(report.stack, symbols);
    return { text: JSON.stringify({ name: report.name, message: report.message, stack: text }), changed };
  }
  return symboliseText(walkedBy(trace, symbols), symbols);
}

function walkedBy(trace: string, { frames }: SymbolSet): string {
  const dump = frames.size === 0 ? null : readDumpText(trace);
  return dump === null ? trace : walkText(trace, dump, ({ buildId }) => frames.get(headOf(buildId)) ?? null).text;
}

function symboliseText(trace: string, symbols: SymbolSet): Symbolised {
  const all = trace.split('\n');
  const head = all.slice(0, maxLines);
  const mappings = mappingsFor(trace.slice(0, 256 * 1024), symbols.mappings);
  const firmware = firmwareFor(symbols, firmwareDigest(trace));
  const named = symbols.maps.size > 0 ? symboliseJs(head, symbols.maps) : head;
  const done = named.flatMap((line) => {
    if (line.length > maxLineChars) return [line];
    const native = symboliseAndroidFrame(line, symbols);
    if (native !== null) return [native];
    if (firmware !== null) return [line, ...addressLines(line, firmware)];
    return mappings.length > 0 ? retraceLine(line, mappings) : [line];
  });
  const before = new Set(head);
  return {
    text: [...done, ...all.slice(maxLines)].join('\n'),
    changed: done.filter((line) => !before.has(line)).length,
  };
}

const androidPattern =
  /^(.{0,200}#\d{2,3} {1,2}pc (?:0x)?([0-9a-f]{8,16}) {2}(\S{1,500}))((?: \(offset 0x[0-9a-f]{1,16}\))?(?: \(BuildId: ([0-9a-f]{8,128})\))?\s*)$/;

type AndroidFrame = {
  readonly head: string;
  readonly tail: string;
  readonly pc: number;
  /** Base name of the library. */
  readonly module: string;
  readonly buildId: string;
};

/** `#01 pc 000222bb  /vendor/lib64/liba.so (BuildId: …)` without a function; null for every other line. */
export function namelessFrame(line: string): AndroidFrame | null {
  const match = line.includes('pc ') ? androidPattern.exec(line) : null;
  if (match === null) return null;
  const [, head = '', pc = '', path = '', tail = '', buildId = ''] = match;
  return { head, tail, pc: Number.parseInt(pc, 16), module: baseName(path), buildId };
}

function symboliseAndroidFrame(line: string, symbols: SymbolSet): string | null {
  const frame = namelessFrame(line);
  if (frame === null) return null;
  const { head, tail, pc, module, buildId } = frame;
  const table = libraryFor(symbols, buildId, module);
  const found = table === null ? null : functionAt(table, pc);
  return found === null ? line : `${head} (${found.name}+${found.offset})${tail}`;
}

/** The head of the digest of the firmware that a dump is of; empty where it does not say. */
export const firmwareDigest = (trace: string): string =>
  /ELF file SHA256:?\s{1,4}([0-9a-f]{8,64})/.exec(trace)?.[1] ?? '';

const backtrace = /\bBacktrace: ?(?=0x)/;
const faulting = /\b(?:PC {1,6}|MEPC {1,4}|pc|PC|Faulting instruction address[^:]{0,20}): ?(?:0x)?([0-9a-f]{8})\b/;

/** Addresses of code that a line of a dump names, eight hex digits each. */
export function codeAddresses(line: string): string[] {
  if (!line.includes('0x')) return [];
  const found = backtrace.test(line)
    ? Array.from(line.matchAll(/0x([0-9a-f]{8}):0x[0-9a-f]{8}/g), ([, pc]) => pc ?? '')
    : [faulting.exec(line)?.[1] ?? /abort\(\) was called at PC 0x([0-9a-f]{8})/.exec(line)?.[1] ?? ''];
  return found.slice(0, 64);
}

/** A return address may lie behind the last instruction of the function that called. */
export const callAddress = (pc: string, at: number): number => Number.parseInt(pc, 16) - (at > 0 ? 1 : 0);

/** Below a line of addresses the functions that they are in, as monitors of serial lines print them. */
function addressLines(line: string, firmware: Parameters<typeof functionAt>[0]): string[] {
  return codeAddresses(line).flatMap((pc, at) => {
    const found = pc === '' ? null : functionAt(firmware, callAddress(pc, at));
    return found === null ? [] : [`0x${pc}: ${found.name} at ??:0`];
  });
}
