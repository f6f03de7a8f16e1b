// Removes personal data from the name of a build as a sender says it, which is no text: it has no spaces, and versions in it.
import { remember } from '../memo.ts';
import { cleanText } from './clean-text.ts';

/** A fleet names a handful of builds. A name with personal data in it is never kept in memory. */
const isClean = remember((name: string): boolean => clean(name) === name, {
  entries: 1_000,
  maxChars: 128,
  isKept: (isSo) => isSo,
});

export const cleanName = (name: string): string => (isClean(name) ? name : clean(name));

/** Senders write underscores where they had spaces, and those would hide where a word begins. */
function clean(name: string): string {
  const cleaned = withoutPersonal(name.replaceAll('_', ' '));
  return cleaned === null ? (withoutPersonal(name) ?? name) : cleaned.replaceAll(' ', '_');
}

/** Null where there is nothing to remove. Four numbers with dots between them are a version here. */
function withoutPersonal(name: string): string | null {
  const { text, removed } = cleanText(name);
  return Object.keys(removed).every((kind) => kind === 'ip') ? null : text;
}
