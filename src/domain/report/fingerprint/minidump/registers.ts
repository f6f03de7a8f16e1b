// Where the context of a thread in a minidump has the registers that a walk of its stack begins with.
import type { Reader } from './layout.ts';

export type Registers = {
  readonly pc: bigint;
  readonly sp: bigint;
  readonly fps: readonly bigint[];
  readonly lr: bigint | null;
  readonly kept: ReadonlyMap<string, bigint>;
};

export type Processor = {
  readonly name: string;
  /** Bytes of an address. */
  readonly width: 4 | 8;
  /** Offsets in `MDRawContext…`; of ARM both registers that compilers keep frames by, Thumb's last. */
  readonly pc: number;
  readonly sp: number;
  readonly fps: readonly number[];
  readonly lr: number | null;
  /** What a function gives back as it was, by the names that debuggers have for it. */
  readonly kept: Readonly<Record<string, number>>;
  /** From the address that a call returns to back into the call. */
  readonly callBytes: bigint;
  /** Bits of an address; those above may be a signature of the pointer or a tag. */
  readonly mask: bigint;
};

const wide = { width: 8, mask: 0xffff_ffff_ffffn } as const;
const narrow = { width: 4, mask: 0xffff_ffffn } as const;
/** `x19` to `x30` one behind the other. */
const lettered = (
  letter: string,
  from: number,
  to: number,
  at: number,
  bytes: number,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, index) => [`${letter}${from + index}`, at + bytes * index]),
  );

const arm64 = {
  ...wide,
  kept: lettered('x', 19, 30, 160, 8),
  name: 'arm64',
  pc: 264,
  sp: 256,
  fps: [240],
  lr: 248,
  callBytes: 4n,
};

/** By minidump's number of the processor (`MDCPUArchitecture`). */
export const processors: Readonly<Record<number, Processor>> = {
  0: {
    ...narrow,
    name: 'x86',
    kept: { ebx: 164, esi: 160, edi: 156, ebp: 180 },
    pc: 184,
    sp: 196,
    fps: [180],
    lr: null,
    callBytes: 1n,
  },
  5: {
    ...narrow,
    name: 'arm',
    kept: { ...lettered('r', 4, 11, 20, 4), lr: 60 },
    pc: 64,
    sp: 56,
    fps: [48, 32],
    lr: 60,
    callBytes: 2n,
  },
  9: {
    ...wide,
    name: 'x86_64',
    kept: { rbx: 144, rbp: 160, ...lettered('r', 12, 15, 216, 8) },
    pc: 248,
    sp: 152,
    fps: [160],
    lr: null,
    callBytes: 1n,
  },
  12: arm64,
  32771: arm64,
};

/** Null for a context that ends before its registers do. */
export function readRegisters(
  { view, bytes }: Reader,
  { at, size }: { readonly at: number; readonly size: number },
  processor: Processor,
): Registers | null {
  const { width, pc, sp, fps, lr, kept, mask } = processor;
  if (at + size > bytes.length || Math.max(pc, sp) + width > size) return null;
  const read = (offset: number): bigint =>
    (width === 8 ? view.getBigUint64(at + offset, true) : BigInt(view.getUint32(at + offset, true))) & mask;
  const all = Object.entries(kept).filter(([, offset]) => offset + width <= size);
  return {
    pc: read(pc),
    sp: read(sp),
    fps: fps.map(read),
    lr: lr === null ? null : read(lr),
    kept: new Map(all.map(([name, offset]) => [name, read(offset)])),
  };
}
