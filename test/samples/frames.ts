// Call frame information of a small library for x86_64, as compilers write it and as Breakpad's symbol files have it.

export type SampleFunction = {
  readonly start: number;
  readonly size: number;
  readonly instructions: readonly number[];
};

const padded = (bytes: readonly number[]): number[] => [
  ...bytes,
  ...Array<number>((8 - (bytes.length % 8)) % 8).fill(0),
];
const word = (value: number): number[] => [0, 8, 16, 24].map((shift) => (value >> shift) & 0xff);

/** Code in steps of 1, data in steps of -8, the way back in register 16; at the begin it lies on top of the stack. */
const shared = [1, ...Buffer.from('zR\0'), 1, 0x78, 16, 1, 0x1b, 0x0c, 7, 8, 0x90, 1];

/** `.eh_frame` that lies at `address`: one entry that all functions share, one for each, and the end. */
export function ehFrame(functions: readonly SampleFunction[], address: number): Uint8Array {
  const first = padded(shared);
  const bytes = [...word(first.length + 4), ...word(0), ...first];
  for (const { start, size, instructions } of functions) {
    const place = address + bytes.length + 8;
    const body = padded([...word(start - place), ...word(size), 0, ...instructions]);
    bytes.push(...word(body.length + 4), ...word(bytes.length + 4), ...body);
  }
  return Uint8Array.from([...bytes, ...word(0)]);
}

/** A function that pushes `rbx` and makes room, one that keeps a frame by `rbp`, and one that nobody returns from. */
export const sampleFunctions: readonly SampleFunction[] = [
  { start: 0x1000, size: 0x100, instructions: [0x41, 0x0e, 16, 0x83, 2, 0x44, 0x0e, 48] },
  {
    start: 0x2000,
    size: 0x100,
    instructions: [0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x02, 0x40, 0x0a, 0xc6, 0x0c, 7, 8, 0x41, 0x0b],
  },
  { start: 0x3000, size: 0x10, instructions: [0x07, 16] },
];

export const sampleLines = `STACK CFI INIT 1000 100 .cfa: $rsp 8 + .ra: .cfa -8 + ^
STACK CFI 1001 .cfa: $rsp 16 + $rbx: .cfa -16 + ^
STACK CFI 1005 .cfa: $rsp 48 +
STACK CFI INIT 2000 100 .cfa: $rsp 8 + .ra: .cfa -8 + ^
STACK CFI 2001 .cfa: $rsp 16 + $rbp: .cfa -16 + ^
STACK CFI 2004 .cfa: $rbp 16 +
STACK CFI 2044 .cfa: $rsp 8 + $rbp: $rbp
STACK CFI 2045 .cfa: $rbp 16 + $rbp: .cfa -16 + ^
STACK CFI INIT 3000 10 .cfa: $rsp 8 + .ra: .undef
`;
