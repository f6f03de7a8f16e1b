// Applies all rules of privacy to a text as it is written, one after another.
import { accountRules } from './account-rules.ts';
import { addressRules } from './address-rules.ts';
import { handsetRules } from './handset-rules.ts';
import { removeInternetAddresses } from './internet-addresses.ts';
import { letterRules } from './letter-rules.ts';
import { removeMail } from './mail.ts';
import { makerTokens } from './maker-tokens.ts';
import { namedRules } from './named-rules.ts';
import { findNamedValues } from './named-values.ts';
import { numberRules } from './number-rules.ts';
import { ownThings } from './own-things.ts';
import { paperRules } from './paper-rules.ts';
import { phoneLogRules } from './phone-log-rules.ts';
import { folderRules, networkRules, positionRules } from './place-rules.ts';
import { radioRules } from './radio-rules.ts';
import { type Look, listAsked, lookAt, mayMatch, type ReadyRules, readyRules } from './ready-rule.ts';
import { modemRules, neighbourRules, networkKeys, recordRules } from './record-rules.ts';
import { mark, type PersonalKind } from './rule.ts';
import { secretRules } from './secret-rules.ts';
import {
  loginSpellings,
  mailSpellings,
  networkCodes,
  networkSpellings,
  numberSpellings,
  positionSpellings,
  secretSpellings,
  userSpellings,
} from './spelling-rules.ts';
import { strayRules } from './stray-rules.ts';
import { streetRules } from './street-rules.ts';

/** Secrets first: a mail address inside of a token would leave half of the token behind. */
const beforeMail = readyRules([...makerTokens, ...secretSpellings, ...networkKeys, ...secretRules, ...loginSpellings]);
const afterMail = readyRules([
  ...[
    ...mailSpellings,
    ...neighbourRules,
    ...networkCodes,
    ...networkSpellings,
    ...networkRules,
    ...positionSpellings,
    ...positionRules,
  ],
  ...[...modemRules, ...numberSpellings, ...numberRules, ...folderRules, ...userSpellings, ...phoneLogRules],
  ...[
    ...addressRules,
    ...accountRules,
    ...handsetRules,
    ...paperRules,
    ...streetRules,
    ...recordRules,
    ...radioRules,
    ...ownThings,
    ...strayRules,
    ...letterRules,
  ],
]);

/** How often each kind was taken out so far. */
export type Counts = Partial<Record<PersonalKind, number>>;

export function count(removed: Counts, kind: PersonalKind, times: number): void {
  if (times > 0) removed[kind] = (removed[kind] ?? 0) + times;
}

export function cleanPlain(text: string, removed: Counts): string {
  const look = lookAt(text);
  const mailed = removeMail(apply(text, look, beforeMail, removed), mark('mail'));
  count(removed, 'mail', mailed.count);
  const named = removeNamed(mailed.text, removed);
  const addressed = removeInternetAddresses(named, mark('ip'));
  count(removed, 'ip', addressed.count);
  const { text: cleaned } = addressed;
  return apply(cleaned, cleaned === text ? look : lookAt(cleaned), afterMail, removed);
}

function removeNamed(text: string, removed: Counts): string {
  const values = findNamedValues(text, namedRules);
  if (values.length === 0) return text;
  const pieces: string[] = [];
  let from = 0;
  for (const { kind, start, end } of values) {
    pieces.push(text.slice(from, start), mark(kind));
    count(removed, kind, 1);
    from = end;
  }
  return pieces.join('') + text.slice(from);
}

function apply(text: string, look: Look, rules: ReadyRules, removed: Counts): string {
  let cleaned = text;
  for (const rule of listAsked(rules, look)) {
    if (!mayMatch(rule, look, cleaned)) continue;
    const { kind, pattern, replace } = rule;
    pattern.lastIndex = 0;
    // Most patterns are not met, and to ask for that costs less than to be ready to replace.
    if (!pattern.test(cleaned)) continue;
    let times = 0;
    cleaned = cleaned.replace(pattern, (match: string, ...rest: unknown[]) => {
      const replaced = replace === undefined ? mark(kind) : replace(match, groupsOf(rest));
      if (replaced !== match) times += 1;
      return replaced;
    });
    count(removed, kind, times);
  }
  return cleaned;
}

/** What `replace` hands over behind the match: groups, then offset and text. */
const groupsOf = (rest: readonly unknown[]): (string | undefined)[] =>
  rest.slice(0, -2).map((group) => (typeof group === 'string' ? group : undefined));
