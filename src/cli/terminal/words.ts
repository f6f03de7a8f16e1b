// Text on its way to a terminal: cleaned of everything that could steer it, then coloured by meaning.
import picocolors from 'picocolors';

/** What a piece of text means; how that looks is decided here alone. */
export type Tone = 'strong' | 'faint' | 'good' | 'warning' | 'bad' | 'name';
export type Toned = { readonly text: string; readonly tone: Tone };
export type Word = string | number | Toned;
/** One line, in pieces that stand directly behind each other. */
export type Line = Word | readonly Word[];

const toned =
  (tone: Tone) =>
  (text: string | number): Toned => ({ text: String(text), tone });

export const strong = toned('strong');
export const faint = toned('faint');
export const good = toned('good');
export const warning = toned('warning');
export const bad = toned('bad');
export const name = toned('name');

/**
 * Removes control and format characters, lone surrogates and line separators: nothing that came over the network or out
 * of a file can move the cursor, retitle the window, write to the clipboard or turn the line around (properties 85).
 */
export function cleanText(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, ' ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '');
}

/** Turns lines into what is written; `hasColour` as `mayColour` says of the stream. */
export function renderLine(line: Line, hasColour: boolean): string {
  const colours = picocolors.createColors(hasColour);
  const looks: Record<Tone, (text: string) => string> = {
    strong: colours.bold,
    faint: colours.dim,
    good: colours.green,
    warning: colours.yellow,
    bad: colours.red,
    name: colours.cyan,
  };
  return wordsOf(line)
    .map((word) => (isToned(word) ? looks[word.tone](cleanText(word.text)) : cleanText(String(word))))
    .join('');
}

export const plainLine = (line: Line): string => renderLine(line, false);

export const isToned = (word: Word): word is Toned => typeof word === 'object';
export const wordsOf = (line: Line): readonly Word[] => (isWord(line) ? [line] : line);
const isWord = (line: Line): line is Word => !Array.isArray(line);

/** Colours only on a terminal that has them, and never against NO_COLOR (no-color.org). */
export function mayColour(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
}
