// Says which rules of privacy cannot match a text, after one look at it: most are about words that are not there.
import type { Rule } from './rule.ts';

/** A sign with the pairs of characters that it is made of. One of earlier rules' marks is looked for in the text as it has become. */
type Sign = { readonly text: string; readonly places: readonly number[]; readonly mark: string | null };

export type ReadyRule = Omit<Rule, 'signs'> & { readonly signs: readonly Sign[] | null };

export const readyRule = ({ signs, ...rule }: Rule): ReadyRule => ({
  ...rule,
  signs: signs?.map((text) => ({ text, places: placesOf(text), mark: /<\w+>/.exec(text)?.[0] ?? null })) ?? null,
});

export type Look = {
  /** The text before the first rule, in lower case. */
  readonly lower: string;
  /** Of `lower`. */
  readonly pairs: Pairs;
  /** Most digits of one number, with what people put between its groups. */
  readonly digits: number;
};

/** `cleaned`: the text as earlier rules left it. */
export const mayMatch = ({ digits = 0, signs, need }: ReadyRule, look: Look, cleaned: string): boolean =>
  digits <= look.digits &&
  (signs === null || hasSign(signs, look, cleaned)) &&
  (need === undefined || need.test(look.lower));

function hasSign(signs: readonly Sign[], { lower, pairs }: Look, cleaned: string): boolean {
  for (const { text, places, mark } of signs) {
    const isThere =
      mark === null
        ? mayHold(pairs, places) && lower.includes(text)
        : cleaned.includes(mark) && cleaned.toLowerCase().includes(text);
    if (isThere) return true;
  }
  return false;
}

/** A few lines set some hundred of these, so that a word that is not there is seldom taken for one that is. */
const places = 4_096;

/** Which characters stand next to each other; two pairs may share a place. */
export type Pairs = Uint8Array;

const placeOf = (first: number, second: number): number => (first * 31 + second) & (places - 1);

/** One for all, since a text is done with before the next one comes. */
const shared: Pairs = new Uint8Array(places);

/** Holds until the next call. */
export function lookAt(text: string): Look {
  const lower = text.toLowerCase();
  const digits = digitCounter();
  shared.fill(0);
  let before = 0;
  for (let at = 0; at < lower.length; at += 1) {
    const code = lower.charCodeAt(at);
    shared[placeOf(before, code)] = 1;
    digits.add(code);
    before = code;
  }
  return { lower, pairs: shared, digits: digits.most() };
}

const [none, digit, letter, between] = [0, 1, 2, 3];

/** What a character of Latin-1 is to a number. */
const roles = Uint8Array.from({ length: 256 }, (_, code) => {
  const sign = String.fromCharCode(code);
  return /\d/.test(sign) ? digit : /[a-z]/i.test(sign) ? letter : /[ \t()./,;°+-]/.test(sign) ? between : none;
});

/** Counts the digits of numbers, but for those that letters touch. */
function digitCounter() {
  let [most, digits, group] = [0, 0, 0];
  let isWord = false;
  const endGroup = () => {
    digits = isWord ? 0 : digits + group;
    if (digits > most) most = digits;
    group = 0;
    isWord = false;
  };
  return {
    add(code: number): void {
      const role = code < 256 ? roles[code] : none;
      if (role === digit) group += 1;
      else if (role === letter) isWord = true;
      else {
        endGroup();
        if (role === none) digits = 0;
      }
    },
    most(): number {
      endGroup();
      return most;
    },
  };
}

const placesOf = (sign: string): number[] =>
  Array.from({ length: Math.max(0, sign.length - 1) }, (_, at) =>
    placeOf(sign.charCodeAt(at), sign.charCodeAt(at + 1)),
  );

function mayHold(pairs: Pairs, wanted: readonly number[]): boolean {
  for (const place of wanted) if (pairs[place] === 0) return false;
  return true;
}
