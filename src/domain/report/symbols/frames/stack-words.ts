// Prints what of a minidump's registers and stack points into the stack or into code, for a later walk, and reads it again.
// Nothing else of the stack is printed, for it holds a person's data.

/** An address of code: a number no place of the stack has, so that both are plain numbers. */
const moduleStep = 2 ** 40;

export const codeValue = (module: number, offset: number): number => (module + 1) * moduleStep + offset;
export const isCodeValue = (value: number): boolean => value >= moduleStep;
export const moduleOf = (value: number): number => Math.floor(value / moduleStep) - 1;
export const offsetOf = (value: number): number => value % moduleStep;

export type StackWords = {
  /** As the dump calls it: `x86_64`. */
  readonly processor: string;
  /** The place of code that the thread was at; null where that is no code. */
  readonly pc: number | null;
  readonly registers: ReadonlyMap<string, number>;
  /** By their distance from the stack pointer; ascending. */
  readonly words: ReadonlyMap<number, number>;
};

const stackWordsHead = 'to walk by symbols, what points into stack and code:';
const wordsAline = 6;
/** Some twenty thousand characters. */
export const maxStackWords = 1_024;

const value = (each: number): string =>
  isCodeValue(each)
    ? `m${moduleOf(each)}+0x${offsetOf(each).toString(16)}`
    : `${each < 0 ? '-' : '+'}0x${Math.abs(each).toString(16)}`;

export function printStackWords({ pc, registers, words }: Omit<StackWords, 'processor'>): string[] {
  const said = [
    ...(pc === null ? [] : [`pc=${value(pc)}`]),
    ...[...registers].map(([name, each]) => `${name}=${value(each)}`),
    ...[...words].slice(0, maxStackWords).map(([at, each]) => `${value(at)}=${value(each)}`),
  ];
  const lines = [];
  for (let at = 0; at < said.length; at += wordsAline) lines.push(`    ${said.slice(at, at + wordsAline).join(' ')}`);
  return lines.length === 0 ? [] : [stackWordsHead, ...lines];
}

/** Null for a text without them. */
export function readStackWords(text: string): StackWords | null {
  const at = text.indexOf(`\n${stackWordsHead}\n`);
  if (at === -1) return null;
  const processor = /^ABI: '(\w{1,12})'/m.exec(text.slice(0, 1_000))?.[1] ?? '';
  const registers = new Map<string, number>();
  const words = new Map<number, number>();
  let pc: number | null = null;
  for (const line of text.slice(at + stackWordsHead.length + 2).split('\n', maxStackWords)) {
    if (!line.startsWith('    ')) break;
    for (const [, name = '', said = ''] of line.matchAll(/ (\S{1,16})=(\S{1,32})/g)) {
      const each = readValue(said);
      const place = readValue(name);
      if (each === null) continue;
      if (place !== null) words.set(place, each);
      else if (name === 'pc') pc = each;
      else registers.set(name, each);
    }
  }
  return { processor, pc, registers, words };
}

function readValue(said: string): number | null {
  const [, sign, module, hex = ''] = /^(?:([+-])|m(\d{1,4})\+)0x([0-9a-f]{1,9})$/.exec(said) ?? [];
  if (hex === '') return null;
  const number = Number.parseInt(hex, 16);
  if (module !== undefined) return codeValue(Number(module), number);
  return sign === '-' ? -number : number;
}
