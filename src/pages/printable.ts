// Makes text from outside safe to look at: nothing in it may hide, reorder or overwrite what stands around it.

/** Controls, direction marks and overrides, invisible tags and line separators. Joiners stay: scripts and emoji need them. */
const unseen =
  /[\p{Cc}\p{Cs}\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** One line of it, at most `maxChars` long; what was cut off shows as an ellipsis. Markup is left to be escaped where it is printed. */
export function printableLine(text: string, maxChars = 500): string {
  const line = text
    .slice(0, 4 * maxChars)
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(unseen, '')
    .trim();
  const signs = Array.from(line);
  return signs.length > maxChars ? `${signs.slice(0, maxChars - 1).join('')}…` : line;
}

/** The whole of it with its lines and tabs. */
export const printableText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/(?<=[\n\t])|(?=[\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : part.replace(unseen, '')))
    .join('');
