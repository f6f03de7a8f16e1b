// Says which rules of privacy cannot match a text, after one look at it: most are about words that are not there.
import type { Rule } from './rule.ts';

/** A sign with the pairs of characters that it is made of. One of earlier rules' marks is looked for in the text as it has become. */
type Sign = { readonly text: string; readonly places: readonly number[]; readonly mark: string | null };

export type ReadyRule = Omit<Rule, 'signs'> & { readonly signs: readonly Sign[] | null };

export const readyRule = ({ signs, ...rule }: Rule): ReadyRule => ({
  ...rule,
  signs: signs?.map((text) => ({ text, places: placesOf(text), mark: /<\w+>/.exec(text)?.[0] ?? null })) ?? null,
});

export type Looked = {
  /** The text before the first rule, in lower case. */
  readonly lower: string;
  /** Of `lower`. */
  readonly pairs: Pairs;
  readonly cleaned: string;
};

export const mayMatch = ({ signs, need }: ReadyRule, looked: Looked): boolean =>
  (signs === null || hasSign(signs, looked)) && (need === undefined || need.test(looked.lower));

function hasSign(signs: readonly Sign[], { lower, pairs, cleaned }: Looked): boolean {
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
export function readPairs(text: string): Pairs {
  shared.fill(0);
  for (let at = 1; at < text.length; at += 1) shared[placeOf(text.charCodeAt(at - 1), text.charCodeAt(at))] = 1;
  return shared;
}

const placesOf = (sign: string): number[] =>
  Array.from({ length: Math.max(0, sign.length - 1) }, (_, at) =>
    placeOf(sign.charCodeAt(at), sign.charCodeAt(at + 1)),
  );

function mayHold(pairs: Pairs, wanted: readonly number[]): boolean {
  for (const place of wanted) if (pairs[place] === 0) return false;
  return true;
}
