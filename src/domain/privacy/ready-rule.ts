// Says which rules of privacy cannot match a text, after one look at it: most are about words that are not there.
import type { Rule } from './rule.ts';

/** A sign with the pairs of characters that it is made of. One of earlier rules' marks is looked for in the text as it has become. */
type Sign = { readonly text: string; readonly places: readonly number[]; readonly mark: string | null };

export type ReadyRule = Omit<Rule, 'signs'> & { readonly signs: readonly Sign[] | null };

const readyRule = ({ signs, ...rule }: Rule): ReadyRule => ({
  ...rule,
  signs: signs?.map((text) => ({ text, places: placesOf(text), mark: /<\w+>/.exec(text)?.[0] ?? null })) ?? null,
});

/** Signs that begin with one pair of characters, each with the number of its rule. */
type Beginning = { readonly place: number; readonly signs: readonly { readonly rule: number; readonly sign: Sign }[] };

/** Rules in their order, found by how their signs begin: most begin with what a text has not, and are not asked one by one. */
export type ReadyRules = {
  readonly rules: readonly ReadyRule[];
  readonly beginnings: readonly Beginning[];
  /** 1 for each rule that has to be asked, whatever the text is. */
  readonly always: Uint8Array;
};

export function readyRules(given: readonly Rule[]): ReadyRules {
  const rules = given.map(readyRule);
  const isFound = ({ mark, places }: Sign): boolean => mark === null && places.length > 0;
  const always = Uint8Array.from(rules, ({ signs }) => (signs?.every(isFound) ? 0 : 1));
  const found = rules.flatMap(({ signs }, rule) => (always[rule] ? [] : (signs ?? []).map((sign) => ({ rule, sign }))));
  const beginnings = [...new Set(found.map(({ sign }) => sign.places[0] ?? 0))].map((place) => ({
    place,
    signs: found.filter(({ sign }) => sign.places[0] === place),
  }));
  return { rules, beginnings, always };
}

/** The rules of which `mayMatch` has to be asked, in their order; it is false for the others. */
export function listAsked({ rules, beginnings, always }: ReadyRules, { pairs }: Look): ReadyRule[] {
  const isAsked = always.slice();
  for (const { place, signs } of beginnings) {
    if (pairs[place] === 0) continue;
    for (const { rule, sign } of signs) if (isAsked[rule] === 0 && mayHold(pairs, sign.places)) isAsked[rule] = 1;
  }
  return rules.filter((_, at) => isAsked[at] === 1);
}

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
