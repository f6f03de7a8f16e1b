// What became of files of symbols, one a line.
import { sizeWords } from '../terminal/figures.ts';
import { faint, type Line, name } from '../terminal/words.ts';
import type { SentSymbols } from './send-symbols.ts';

export const symbolLines = (sent: readonly SentSymbols[]): Line[] =>
  sent.map(({ kind, fileName, identity, sizeBytes, build, wasStored }) => [
    `${kind} `,
    name(fileName),
    identity === '' ? '' : ` ${identity}`,
    build === null ? '' : ` of ${build}`,
    faint(wasStored ? ', was there already' : `, ${sizeWords(sizeBytes)} prepared and sent`),
  ]);
