// Prints what a minidump says of its crash as Android prints a tombstone: reason, stack, build ids of what was loaded.
// Layouts: minidumpapiset.h of Windows (MINIDUMP_HEADER and the streams below it) and Breakpad's minidump_format.h for other
// systems. Of the memory in the dump nothing is read but the stack of the thread that died, for addresses of code.
import {
  codeValue,
  isCodeValue,
  moduleOf,
  offsetOf,
  printStackWords,
  type StackWords,
} from '../../symbols/frames/stack-words.ts';
import { isCodeOf } from './code-ranges.ts';
import { isMinidump, type Reader, type Stream, streamsOf, streamTypes } from './layout.ts';
import { type Module, modulesOf } from './modules.ts';
import { reasonWords } from './reason.ts';
import { processors, readRegisters } from './registers.ts';
import { stackValues } from './stack-values.ts';
import { type StackFrame, type StackMemory, walkStack } from './walk.ts';

export { isMinidump } from './layout.ts';

/** As many as people look at; the crash is in one of the first lines. */
const maxPrinted = 100;
const maxThreads = 4_096;

/** Null for what is no minidump, or one that tells of no crash. Linear in the number of modules. */
export function printMinidump(bytes: Uint8Array): string | null {
  if (!isMinidump(bytes) || bytes.length < 32) return null;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), bytes };
  const streams = streamsOf(reader);
  const exception = streams.get(streamTypes.exception);
  if (exception === undefined || exception.size < 168) return null;
  const system = systemOf(reader, streams.get(streamTypes.system));
  const modules = modulesOf(reader, streams.get(streamTypes.modules));
  const { view } = reader;
  const reason = reasonWords(system.platform, {
    code: view.getUint32(exception.at + 8, true),
    flags: view.getUint32(exception.at + 12, true),
    address: view.getBigUint64(exception.at + 24, true),
    detail: view.getUint32(exception.at + 32, true) > 0 ? view.getBigUint64(exception.at + 40, true) : null,
  });
  const main = modules[0]?.name ?? 'unknown';
  const { frames, values } = stackOf(reader, { streams, exception, modules, processor: system.processor });
  const listed = listedModules(modules, values);
  return [
    '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
    `ABI: '${processors[system.processor]?.name ?? 'unknown'}'`,
    `pid: 0, tid: ${view.getUint32(exception.at, true)}, name: unknown  >>> ${main} <<<`,
    reason,
    'backtrace:',
    ...stackLines(frames, modules),
    '',
    'loaded modules:',
    ...listed.modules.map(({ start, name, buildId }) => `    ${hex(start)}  ${name} ${buildId}`.trimEnd()),
    ...(listed.words.length === 0 ? [] : ['', ...listed.words]),
    '',
  ].join('\n');
}

function systemOf({ view }: Reader, stream: Stream | undefined): { processor: number; platform: number } {
  if (stream === undefined || stream.size < 24) return { processor: -1, platform: 0 };
  return { processor: view.getUint16(stream.at, true), platform: view.getUint32(stream.at + 20, true) };
}

type Stack = { readonly frames: StackFrame[]; readonly values: Omit<StackWords, 'processor'> | null };

type Crash = {
  readonly streams: ReadonlyMap<number, Stream>;
  readonly exception: Stream;
  readonly modules: readonly Module[];
  readonly processor: number;
};

/** Breakpad writes the address that could not be reached where Windows writes where it happened; the context says that everywhere. */
function stackOf(reader: Reader, { streams, exception, modules, processor }: Crash): Stack {
  const { view } = reader;
  const known = processors[processor];
  const context = { at: view.getUint32(exception.at + 164, true), size: view.getUint32(exception.at + 160, true) };
  const registers = known === undefined ? null : readRegisters(reader, context, known);
  if (known === undefined || registers === null)
    return { frames: [{ pc: view.getBigUint64(exception.at + 24, true), trust: 'context' }], values: null };
  const memory = stackMemory(reader, streams.get(streamTypes.threads), view.getUint32(exception.at, true));
  const walk = { reader, processor: known, memory, isCode: isCodeOf(reader, streams, modules) };
  return { frames: walkStack(walk, registers), values: stackValues(walk, registers, modules) };
}

/** Those that the stack points into, and as many others; by their lines the words of the stack name them. */
function listedModules(modules: readonly Module[], values: Stack['values']) {
  const named = new Set<number>();
  const all =
    values === null
      ? []
      : [...(values.pc === null ? [] : [values.pc]), ...values.registers.values(), ...values.words.values()];
  for (const value of all) if (isCodeValue(value) && named.size < maxPrinted) named.add(moduleOf(value));
  for (let index = 0; index < modules.length && named.size < maxPrinted; index += 1) named.add(index);
  const order = [...named].sort((one, other) => one - other);
  const lines = new Map(order.map((index, at) => [index, at]));
  const words = values === null ? [] : printStackWords(renumbered(values, lines));
  return { modules: order.flatMap((index) => modules[index] ?? []), words };
}

/** Whatever points into a module without a line is left out. */
function renumbered(
  values: NonNullable<Stack['values']>,
  lines: ReadonlyMap<number, number>,
): NonNullable<Stack['values']> {
  const again = (value: number): number | null => {
    if (!isCodeValue(value)) return value;
    const at = lines.get(moduleOf(value));
    return at === undefined ? null : codeValue(at, offsetOf(value));
  };
  const all = <K>(map: ReadonlyMap<K, number>) =>
    new Map(
      [...map].flatMap(([key, value]): [K, number][] => {
        const known = again(value);
        return known === null ? [] : [[key, known]];
      }),
    );
  return {
    pc: values.pc === null ? null : again(values.pc),
    registers: all(values.registers),
    words: all(values.words),
  };
}

/** MINIDUMP_THREAD_LIST; null where the dump has no memory of the thread. */
function stackMemory({ view, bytes }: Reader, stream: Stream | undefined, tid: number): StackMemory | null {
  if (stream === undefined || stream.size < 4) return null;
  const count = Math.min(view.getUint32(stream.at, true), maxThreads);
  // Some writers align the first thread to eight bytes.
  const from = stream.at + (stream.size >= 8 + 48 * count && count > 0 ? 8 : 4);
  for (let at = from; at + 48 <= stream.at + stream.size && at < from + 48 * count; at += 48) {
    if (view.getUint32(at, true) !== tid) continue;
    const size = view.getUint32(at + 32, true);
    const place = view.getUint32(at + 36, true);
    return place + size > bytes.length ? null : { start: view.getBigUint64(at + 24, true), at: place, size };
  }
  return null;
}

/**
 * What was only scanned for may be left over from earlier calls: it stands apart, where no key is made of it, but where
 * it is all that there is.
 */
function stackLines(frames: readonly StackFrame[], modules: readonly Module[]): string[] {
  const trusted = frames.findIndex(({ trust }) => trust === 'scan');
  const apart = trusted > 1 ? trusted : frames.length;
  const lines = frames.map(({ pc }, at) => frameLine(at, pc, modules));
  const rest =
    apart === frames.length ? [] : ['', 'perhaps called from, by a scan of the stack:', ...lines.slice(apart)];
  return [...lines.slice(0, apart), '', `stack: ${trustWords(frames.slice(0, apart))}`, ...rest];
}

/** `#00 context, #01 to #04 frame pointer`. */
function trustWords(frames: readonly StackFrame[]): string {
  const runs: { trust: string; from: number; to: number }[] = [];
  for (const [at, { trust }] of frames.entries()) {
    const last = runs.at(-1);
    if (last?.trust === trust) last.to = at;
    else runs.push({ trust, from: at, to: at });
  }
  const number = (at: number) => `#${String(at).padStart(2, '0')}`;
  return runs
    .map(({ trust, from, to }) => `${number(from)}${to > from ? ` to ${number(to)}` : ''} by ${trust}`)
    .join(', ');
}

function frameLine(at: number, pc: bigint, modules: readonly Module[]): string {
  const head = `      #${String(at).padStart(2, '0')} pc`;
  const home = modules.find(({ start, end }) => pc >= start && pc < end);
  if (home === undefined) return `${head} ${hex(pc)}  <unknown>`;
  return `${head} ${hex(pc - home.start)}  ${home.name} ${home.buildId}`.trimEnd();
}

const hex = (address: bigint): string => address.toString(16).padStart(16, '0');
