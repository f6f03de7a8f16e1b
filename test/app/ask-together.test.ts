// Asking for the symbols of many reports at once: the same answers, and no question of its own for what nobody published.
import { describe, expect, it } from 'vitest';
import { askTogether } from '../../src/app/ask-together.ts';
import type { SymbolStore } from '../../src/app/ports/symbols.ts';
import { maxFoundSymbols, type Symbols } from '../../src/domain/report/symbols/symbols.ts';
import { withoutSymbols } from '../fakes/symbols.ts';

const build = { product: 'nova', buildId: 'nova-2', reportedBuild: '1.2.0' };
const file = (id: number, identity: string) =>
  ({ id, kind: 'library', identity, name: 'liba.so', buildId: 'nova-1' }) as unknown as Symbols;

/** Answers `found` to every question in which one of `published` is named. */
function open(published: readonly string[], found: Symbols[]) {
  const asked: (readonly string[])[] = [];
  const findSymbols: SymbolStore['findSymbols'] = async (_product, _build, tokens) => {
    asked.push(tokens);
    return tokens.some((token) => published.includes(token)) ? found : [];
  };
  return { asked, symbols: { ...withoutSymbols.symbols, findSymbols } };
}

describe('askTogether', () => {
  it('asks once for each build, and never again where nothing answers', async () => {
    const { asked, symbols } = open([], []);
    const other = { ...build, buildId: null, reportedBuild: '9' };
    const all = ['library:a', 'library:b', 'library:c'].map((token) => ({ ...build, tokens: [token, 'map:x'] }));
    const find = await askTogether(symbols, [...all, { ...other, tokens: ['library:a'] }]);
    expect(await find('nova', build, ['library:b', 'map:x'])).toEqual([]);
    expect(await find('nova', other, ['library:a'])).toEqual([]);
    expect(asked).toEqual([['library:a', 'map:x', 'library:b', 'library:c'], ['library:a']]);
  });

  it('asks for each that something may answer to, and for what nobody asked before', async () => {
    const found = [file(1, 'ab')];
    const { asked, symbols } = open(['library:ab', 'map:late'], found);
    const find = await askTogether(symbols, [
      { ...build, tokens: ['library:ab'] },
      { ...build, tokens: ['library:liba.so'] },
      { ...build, tokens: ['library:cd'] },
    ]);
    expect(await find('nova', build, ['library:ab'])).toEqual(found);
    // Of the same file by its name, which only the database can say whether it is of this build.
    expect(await find('nova', build, ['library:liba.so'])).toEqual([]);
    expect(await find('nova', build, ['library:cd'])).toEqual([]);
    expect(await find('nova', build, ['library:cd', 'map:late'])).toEqual(found);
    expect(asked.slice(1)).toEqual([['library:ab'], ['library:liba.so'], ['library:cd', 'map:late']]);
  });

  it('concludes nothing from an answer that may not be all', async () => {
    const { asked, symbols } = open(
      ['library:ab'],
      Array.from({ length: maxFoundSymbols }, (_, at) => file(at, 'ab')),
    );
    const find = await askTogether(symbols, [{ ...build, tokens: ['library:ab', 'library:cd'] }]);
    expect(await find('nova', build, ['library:cd'])).toEqual([]);
    expect(asked).toHaveLength(2);
  });
});
