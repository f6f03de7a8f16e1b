// Cuts texts so that no half of a mail address is left over at the end, which nobody would know for one.
import { cleanText } from './clean-text.ts';

/** The longest token that is looked for. */
const maxSecretChars = 8_192;

/** What a line begins with. It is cleaned where it is cut, and left to whoever cleans the whole otherwise. */
export const cutCleaned = (text: string, maxChars: number): string =>
  text.length <= maxChars ? text : cleanText(text.slice(0, maxChars + maxSecretChars)).text.slice(0, maxChars);

/** Whole lines, as many as fit; of a line that is longer than all, what fits. */
export function cutAtLine(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return text.slice(0, text.lastIndexOf('\n', maxChars - 1) + 1 || maxChars);
}
