// What a rule of privacy is: a place where personal data can stand, and what stands there afterwards.

export const personalKinds = [
  'mail',
  'phone',
  'imei',
  'imsi',
  'mac',
  'ssid',
  'place',
  'token',
  'user',
  'serial',
  'ip',
  'host',
  'card',
] as const;
export type PersonalKind = (typeof personalKinds)[number];

/** How often each kind was removed; kinds that were not met are left out. */
export type Removed = Readonly<Partial<Record<PersonalKind, number>>>;
export type Cleaned = { readonly text: string; readonly removed: Removed };

/** What stands in the place of personal data. Readable, and met by no rule: cleaning twice changes nothing. */
export const mark = (kind: PersonalKind): string => `<${kind}>`;

/**
 * `pattern` is global and every repetition in it is bounded, so that its cost is at most a constant a character.
 * It looks no further than to the end of a line, since lines are remembered one by one; what does is in `looksFurther`.
 * `replace` sees the match and its groups and answers what to put there; the match itself when it is innocent.
 */
export type Rule = {
  readonly kind: PersonalKind;
  readonly pattern: RegExp;
  /** The least digits of a number that no letter touches, with spaces and any of `().,;/+-°` between them: a text without is left. */
  readonly digits?: number;
  /** A text without any of these, in lower case, is not looked at with the pattern. */
  readonly signs?: readonly string[];
  /** The like, for signs that stand everywhere: a text in lower case in which this is not found is left. */
  readonly need?: RegExp;
  readonly replace?: (match: string, groups: readonly (string | undefined)[]) => string;
};
