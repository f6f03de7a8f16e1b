// Works out a rule of `STACK CFI` lines: words in postfix order, `^` reads the word that lies at an address.
import { plainName } from './frame-rules.ts';

export type Surroundings = {
  readonly registers: ReadonlyMap<string, number>;
  /** Null for what is not on the stack, or points neither to it nor to code. */
  readonly wordAt: (address: number) => number | null;
};

const maxWords = 24;

/** Null for a rule that asks for what nobody knows. */
export function evaluate(rule: string, { registers, wordAt }: Surroundings): number | null {
  const words = rule.trim().split(/\s+/);
  if (words.length > maxWords) return null;
  const stack: number[] = [];
  for (const word of words) {
    const value = wordValue(word, stack, { registers, wordAt });
    if (value === null || !Number.isSafeInteger(value)) return null;
    stack.push(value);
  }
  return stack.length === 1 ? (stack[0] ?? null) : null;
}

function wordValue(word: string, stack: number[], { registers, wordAt }: Surroundings): number | null {
  if (/^-?\d{1,15}$/.test(word)) return Number(word);
  if (word === '^') {
    const address = stack.pop();
    return address === undefined ? null : wordAt(address);
  }
  if (word === '+' || word === '-') {
    const second = stack.pop();
    const first = stack.pop();
    if (first === undefined || second === undefined) return null;
    return word === '+' ? first + second : first - second;
  }
  return registers.get(plainName(word)) ?? null;
}
