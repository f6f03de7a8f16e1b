// Removes personal data from a text before anything of it is stored: total, and in time linear to its length.
import { removeMail } from './mail.ts';
import { numberRules } from './number-rules.ts';
import { folderRules, networkRules, positionRules } from './place-rules.ts';
import { type Cleaned, mark, type PersonalKind, type Rule } from './rule.ts';
import { secretRules } from './secret-rules.ts';

/** Secrets first: a mail address inside of a token would leave half of the token behind. */
const beforeMail: readonly Rule[] = secretRules;
const afterMail: readonly Rule[] = [...networkRules, ...positionRules, ...numberRules, ...folderRules];

/** Nobody reads a line beyond this; a line of 100 MB is a dump, and would be looked at character by character. */
export const maxLineChars = 1024 * 1024;

export function cleanText(text: string): Cleaned {
  const removed: Partial<Record<PersonalKind, number>> = {};
  const count = (kind: PersonalKind, times: number) => {
    if (times > 0) removed[kind] = (removed[kind] ?? 0) + times;
  };
  let cleaned = apply(cutLines(text), beforeMail, count);
  const mailed = removeMail(cleaned, mark('mail'));
  count('mail', mailed.count);
  cleaned = apply(mailed.text, afterMail, count);
  return { text: cleaned, removed };
}

function apply(text: string, rules: readonly Rule[], count: (kind: PersonalKind, times: number) => void): string {
  let cleaned = text;
  const lower = text.toLowerCase();
  for (const { kind, pattern, signs, replace } of rules) {
    // Marks of earlier rules are signs of later ones, so those are looked for in the text as it has become.
    if (
      signs !== undefined &&
      !signs.some((sign) => (sign.includes('<') ? cleaned.toLowerCase() : lower).includes(sign))
    )
      continue;
    let times = 0;
    cleaned = cleaned.replace(pattern, (match: string, ...rest: unknown[]) => {
      const replaced = replace === undefined ? mark(kind) : replace(match, groupsOf(rest));
      if (replaced !== match) times += 1;
      return replaced;
    });
    count(kind, times);
  }
  return cleaned;
}

/** What `replace` hands over behind the match: groups, then offset and text. */
const groupsOf = (rest: readonly unknown[]): (string | undefined)[] =>
  rest.slice(0, -2).map((group) => (typeof group === 'string' ? group : undefined));

/** Cuts lines that nobody reads, and says so in their place. */
export function cutLines(text: string): string {
  if (text.length <= maxLineChars) return text;
  return text
    .split('\n')
    .map((line) =>
      line.length <= maxLineChars
        ? line
        : `${line.slice(0, maxLineChars)} [${line.length - maxLineChars} characters cut]`,
    )
    .join('\n');
}
