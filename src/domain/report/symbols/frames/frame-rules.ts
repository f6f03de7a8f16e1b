// Reads how functions keep the way back to their callers: `STACK CFI` lines as Breakpad's symbol files have them.
import { lastAtMost } from '../function-table.ts';

/** Of one function: the rules at its begin, and what changes behind further addresses. */
export type FrameBlock = {
  readonly start: number;
  readonly size: number;
  readonly rows: readonly { readonly at: number; readonly rules: string }[];
};

export type FrameRules = { readonly starts: Float64Array; readonly blocks: readonly FrameBlock[] };

const maxBlocks = 1_000_000;
const maxRows = 4_096;
const maxLineChars = 2_000;

/** Of blocks in any order; of several at one address the first. */
export function frameRules(blocks: readonly FrameBlock[]): FrameRules {
  const sorted = blocks
    .map((block, at) => ({ block, at }))
    .sort((one, other) => one.block.start - other.block.start || one.at - other.at)
    .map(({ block }) => block)
    .filter(({ start }, at, all) => start !== all[at - 1]?.start);
  return { starts: Float64Array.from(sorted, ({ start }) => start), blocks: sorted };
}

/** Every block among other lines; one pass. */
export function readFrameBlocks(text: string): FrameBlock[] {
  const blocks: { start: number; size: number; rows: { at: number; rules: string }[] }[] = [];
  for (let at = text.indexOf('STACK CFI '); at !== -1; at = text.indexOf('\nSTACK CFI ', at)) {
    const from = text[at] === '\n' ? at + 1 : at;
    const end = text.indexOf('\n', from);
    const line = text.slice(from, Math.min(end === -1 ? text.length : end, from + maxLineChars));
    takeLine(blocks, line);
    if (end === -1 || blocks.length > maxBlocks) break;
    at = end;
  }
  return blocks;
}

function takeLine(blocks: { start: number; size: number; rows: { at: number; rules: string }[] }[], line: string) {
  const match = /^STACK CFI (?:INIT ([0-9a-f]{1,13}) ([0-9a-f]{1,13})|([0-9a-f]{1,13})) (.+)$/.exec(line);
  if (match === null) return;
  const [, start, size, at, rules = ''] = match;
  if (start !== undefined) {
    const from = Number.parseInt(start, 16);
    blocks.push({ start: from, size: Number.parseInt(size ?? '0', 16), rows: [{ at: from, rules }] });
    return;
  }
  const last = blocks.at(-1);
  if (last !== undefined && last.rows.length < maxRows) last.rows.push({ at: Number.parseInt(at ?? '0', 16), rules });
}

/** By register what it was in the caller, `.cfa` and `.ra` among them; null where nobody says how to go on from there. */
export function rulesAt({ starts, blocks }: FrameRules, address: number): ReadonlyMap<string, string> | null {
  const block = blocks[lastAtMost(starts, address)];
  if (block === undefined || address >= block.start + block.size) return null;
  const rules = new Map<string, string>();
  for (const row of block.rows) {
    if (row.at > address) break;
    for (const [, register = '', rule = ''] of row.rules.matchAll(/(\S{1,12}): ([^:]{1,200}?)(?= \S{1,12}:|$)/g))
      rules.set(plainName(register), rule);
  }
  return rules.has('.cfa') ? rules : null;
}

/** Some processors' registers are written with a dollar. */
export const plainName = (register: string): string => register.replace(/^\$/, '');

/** As a page of symbols has it. */
export function printBlock({ start, size, rows }: FrameBlock): string {
  const [first, ...more] = rows;
  const head = `STACK CFI INIT ${start.toString(16)} ${size.toString(16)} ${first?.rules ?? ''}\n`;
  return head + more.map(({ at, rules }) => `STACK CFI ${at.toString(16)} ${rules}\n`).join('');
}
