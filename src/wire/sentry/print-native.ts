// Prints the stack of a native event as debuggerd prints a tombstone: offsets within modules, and their build ids.
import { idFromDebugId } from '../../domain/report/symbols/breakpad.ts';
import { type Json, numberAt, objectAt, textAt } from './json.ts';
import { line } from './printed-line.ts';

/** So deep the SDK is within itself where it takes a stack. */
const ownFrames = 6;

const hex = (address: bigint): string => address.toString(16).padStart(16, '0');

function addressOf(text: string | null): bigint | null {
  return text !== null && /^0x[0-9a-f]{1,16}$/i.test(text) ? BigInt(text) : null;
}

type Image = { readonly image: Json; readonly start: bigint; readonly end: bigint };
type Placed = {
  readonly frame: Json;
  readonly pc: bigint | null;
  readonly home: Image | undefined;
  readonly file: string;
};

export function printNative(exception: Json, frames: readonly Json[], images: readonly Json[]): string {
  const loaded = images.flatMap((image) => {
    const start = addressOf(textAt(image, 'image_addr'));
    return start === null
      ? []
      : [{ image, start, end: start + BigInt(Math.trunc(numberAt(image, 'image_size') ?? 0)) }];
  });
  const isReturn = returnsOf(exception);
  const placed = frames.map((frame, at): Placed => {
    const address = addressOf(textAt(frame, 'instruction_addr'));
    const pc = address !== null && address > 0n && isReturn(frame, at) ? address - 1n : address;
    const home = pc === null ? undefined : loaded.find(({ start, end }) => pc >= start && pc < end);
    const file = textAt(frame, 'package') ?? textAt(home?.image ?? null, 'code_file') ?? '<unknown>';
    return { frame, pc, home, file };
  });
  const isSignal = signalIn(exception) !== null;
  return [
    '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
    `pid: 0, tid: 0, name: unknown  >>> ${processOf(images)} <<<`,
    signalOf(exception),
    'backtrace:',
    ...(isSignal ? placed : belowSdk(placed)).map(printFrame),
  ].join('\n');
}

/**
 * Below the first frame stand addresses that calls return to, which may be behind the last instruction of the function that
 * called: one that ends in a call of `abort`, say. The protocol lets SDKs that print the calls themselves say so.
 */
function returnsOf(exception: Json): (frame: Json, at: number) => boolean {
  const said = textAt(objectAt(exception, 'stacktrace'), 'instruction_addr_adjustment');
  return (frame, at) => frame.adjust_instruction_addr !== false && said !== 'none' && (at > 0 || said === 'all');
}

function printFrame({ frame, pc, home, file }: Placed, index: number): string {
  const symbol = addressOf(textAt(frame, 'symbol_addr'));
  // The SDK looked up where the call returns to, which is in the next function where the call was the last instruction.
  const isNext = pc !== null && symbol !== null && symbol > pc;
  const name = isNext ? null : textAt(frame, 'function');
  const offset = pc !== null && symbol !== null && !isNext ? `+${pc - symbol}` : '';
  const buildId = buildIdOf(home?.image ?? null);
  const head = `      #${String(index).padStart(2, '0')} pc ${hex((pc ?? 0n) - (home?.start ?? 0n))}  ${line(file)}`;
  return `${head}${name === null ? '' : ` (${line(name)}${offset})`}${buildId === '' ? '' : ` (BuildId: ${buildId})`}`;
}

/** `code_id` of ELF is the build id, of which a `debug_id` has the first sixteen bytes, filled up with zeros; elsewhere it says something else. */
function buildIdOf(image: Json | null): string {
  const code = textAt(image, 'code_id') ?? '';
  const debug = (textAt(image, 'debug_id') ?? '').replaceAll('-', '');
  const isElf = (textAt(image, 'type') ?? 'elf') === 'elf';
  if (isElf && /^[0-9a-f]{8,128}$/i.test(code)) return code.toLowerCase();
  return /^(?!0{32})[0-9a-f]{32}/i.test(debug) ? idFromDebugId(debug).replace(/0{16}$/, '') : '';
}

/** Where the SDK itself took the stack, its own frames stand on top, in a file of its own or not; they are no place of the program. */
function belowSdk(placed: readonly Placed[]): readonly Placed[] {
  const isOwn = ({ frame, file }: Placed) =>
    /\blibsentry(?:-android)?\.so$/.test(file) || /^sentry_/.test(textAt(frame, 'function') ?? '');
  const own = placed.slice(0, ownFrames).findLastIndex(isOwn);
  return own + 1 < placed.length ? placed.slice(own + 1) : placed;
}

/** The program itself is loaded first; where that is a library, or Android's starter of apps, nobody says what ran. */
function processOf(images: readonly Json[]): string {
  const name = line(textAt(images[0] ?? null, 'code_file') ?? '').replace(/\s+/g, '_');
  return name === '' || /\.(?:so|dylib|dll)(?:\.|$)|\/app_process(?:32|64)?$/.test(name) ? 'unknown' : name;
}

/** `mechanism.meta.signal` of the native SDKs. */
export const signalIn = (exception: Json): Json | null =>
  objectAt(objectAt(objectAt(exception, 'mechanism'), 'meta'), 'signal');

/** What crashed otherwise says its type and words. */
function signalOf(exception: Json): string {
  const signal = signalIn(exception);
  const number = numberAt(signal, 'number') ?? 6;
  const name = textAt(signal, 'name') ?? /^SIG[A-Z]{2,6}$/.exec(textAt(exception, 'type') ?? '')?.[0] ?? 'SIGABRT';
  const abort = signal === null ? abortLine(exception) : '';
  return `signal ${number} (${line(name)}), code 0 (unknown), fault addr --------${abort}`;
}

/** What a program threw by a name of its own is told apart by that name. */
function abortLine(exception: Json): string {
  const type = textAt(exception, 'type');
  const name = type === null || /^(?:SIG|EXC_)[A-Z_]+$/.test(type) ? [] : [type];
  const words = [...name, textAt(exception, 'value') ?? []].flat().join(': ');
  return words === '' ? '' : `\nAbort message: '${line(words)}'`;
}
