// Writes a small minidump of a Linux process as Breakpad lays it out: exception with context, two modules, the system.
import { buildId } from './symbols.ts';

export type DumpParts = {
  /** Minidump's number of the processor: 9 is x86_64, 12 arm64, 0 x86, 5 arm. */
  readonly processor?: number;
  /** 0x8201 is Linux, 2 Windows. */
  readonly platform?: number;
  readonly code?: number;
  /** Where it was, in the module that is loaded at `moduleStart`. */
  readonly offset?: number;
  readonly moduleName?: string;
  /** The stack of the thread that died, from the stack pointer up. */
  readonly stack?: readonly StackWord[];
  /** Lines of /proc/self/maps. */
  readonly maps?: string;
};

/** An offset in the module that crashed, the index of another word of this stack, or a plain number. */
export type StackWord = { readonly code: number } | { readonly word: number } | { readonly plain: number };

const stackStart = 0x7ffd_0000n;
const isNarrow = (processor: number): boolean => processor === 0 || processor === 5;

function stackBytes(processor: number, words: readonly StackWord[]): Buffer {
  const width = isNarrow(processor) ? 4 : 8;
  const bytes = Buffer.alloc(words.length * width);
  for (const [at, word] of words.entries()) {
    const home = isNarrow(processor) ? 0x1000n : moduleStart;
    const value =
      'code' in word
        ? home + BigInt(word.code)
        : 'word' in word
          ? stackStart + BigInt(word.word * width)
          : BigInt(word.plain);
    if (width === 4) bytes.writeUInt32LE(Number(value), at * 4);
    else bytes.writeBigUInt64LE(value, at * 8);
  }
  return bytes;
}

/** The stack pointer at its first word, the frame pointer at the second. */
function writeStackRegisters(file: Buffer, context: number, processor: number): void {
  if (processor === 0) {
    file.writeUInt32LE(Number(stackStart), context + 196);
    file.writeUInt32LE(Number(stackStart) + 4, context + 180);
  } else if (processor === 5) {
    file.writeUInt32LE(Number(stackStart), context + 56);
    file.writeUInt32LE(Number(stackStart) + 4, context + 32);
  } else {
    file.writeBigUInt64LE(stackStart, context + (processor === 9 ? 152 : 256));
    file.writeBigUInt64LE(stackStart + 8n, context + (processor === 9 ? 160 : 240));
  }
}

const moduleStart = 0x7f00_0000_1000n;
const maxStreams = 5;
const sizes = { head: 32, directory: 12 * maxStreams, exception: 168, context: 1232, system: 56 };

export function minidump(parts: DumpParts = {}): Uint8Array {
  const { processor = 9, platform = 0x8201, code = 11, offset = 0x1044, moduleName = '/opt/nova/libring.so' } = parts;
  const names = ['/opt/nova/novad', moduleName].map(utf16);
  const record = Buffer.concat([Buffer.from('4c457042', 'hex'), Buffer.from(buildId, 'hex')]);
  const base = layout(names, record);
  const stack = stackBytes(processor, parts.stack ?? []);
  const maps = Buffer.from(parts.maps ?? '', 'latin1');
  const threadBytes = 4 + 48;
  const at = { ...base, threads: base.end, stack: base.end + threadBytes, maps: base.end + threadBytes + stack.length };
  const file = Buffer.alloc(at.maps + maps.length);
  stack.copy(file, at.stack);
  maps.copy(file, at.maps);
  file.write('MDMP', 0, 'latin1');
  file.writeUInt32LE(0xa793, 4);
  file.writeUInt32LE(maxStreams, 8);
  file.writeUInt32LE(sizes.head, 12);
  const streams = [
    [6, sizes.exception, at.exception],
    [7, sizes.system, at.system],
    [4, 4 + 2 * 108, at.modules],
    [parts.stack === undefined ? 0 : 3, threadBytes, at.threads],
    [parts.maps === undefined ? 0 : 0x4767_0009, maps.length, at.maps],
  ] as const;
  for (const [index, [type, size, where]] of streams.entries()) {
    file.writeUInt32LE(type, sizes.head + 12 * index);
    file.writeUInt32LE(size, sizes.head + 12 * index + 4);
    file.writeUInt32LE(where, sizes.head + 12 * index + 8);
  }
  file.writeUInt32LE(4242, at.exception);
  file.writeUInt32LE(code, at.exception + 8);
  file.writeUInt32LE(1, at.exception + 12);
  file.writeBigUInt64LE(8n, at.exception + 24);
  file.writeUInt32LE(sizes.context, at.exception + 160);
  file.writeUInt32LE(at.context, at.exception + 164);
  writeCounter(file, at.context, processor, moduleStart + BigInt(offset));
  writeStackRegisters(file, at.context, processor);
  file.writeUInt32LE(1, at.threads);
  file.writeUInt32LE(4242, at.threads + 4);
  file.writeBigUInt64LE(stackStart, at.threads + 4 + 24);
  file.writeUInt32LE(stack.length, at.threads + 4 + 32);
  file.writeUInt32LE(at.stack, at.threads + 4 + 36);
  file.writeUInt16LE(processor, at.system);
  file.writeUInt32LE(platform, at.system + 20);
  file.writeUInt32LE(2, at.modules);
  for (const [index, start] of [0x40_0000n, processor === 0 || processor === 5 ? 0x1000n : moduleStart].entries()) {
    const module = at.modules + 4 + 108 * index;
    file.writeBigUInt64LE(start, module);
    file.writeUInt32LE(0x9000, module + 8);
    file.writeUInt32LE(at.names[index] ?? 0, module + 20);
    file.writeUInt32LE(index === 1 ? record.length : 0, module + 76);
    file.writeUInt32LE(index === 1 ? at.record : 0, module + 80);
    names[index]?.copy(file, at.names[index]);
  }
  record.copy(file, at.record);
  return new Uint8Array(file);
}

function utf16(name: string): Buffer {
  const text = Buffer.from(name, 'utf16le');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return Buffer.concat([size, text, Buffer.alloc(2)]);
}

function layout(names: readonly Buffer[], record: Buffer) {
  const exception = sizes.head + sizes.directory;
  const context = exception + sizes.exception;
  const system = context + sizes.context;
  const modules = system + sizes.system;
  const first = modules + 4 + 2 * 108;
  const second = first + (names[0]?.length ?? 0);
  const recordAt = second + (names[1]?.length ?? 0);
  return {
    exception,
    context,
    system,
    modules,
    names: [first, second],
    record: recordAt,
    end: recordAt + record.length,
  };
}

/** The modules of a process of 32 bits are low. */
function writeCounter(file: Buffer, context: number, processor: number, address: bigint): void {
  const low = Number(address - moduleStart) + 0x1000;
  if (processor === 0) file.writeUInt32LE(low, context + 184);
  else if (processor === 5) file.writeUInt32LE(low, context + 64);
  else file.writeBigUInt64LE(address, context + (processor === 9 ? 248 : 264));
}
