// Asks for the symbols of many reports at once: most of them name what nobody published.
import { maxFoundSymbols, tokensOf } from '../domain/report/symbols/symbols.ts';
import type { ReportedBuild, SymbolStore } from './ports/symbols.ts';

export type Asking = ReportedBuild & { readonly product: string; readonly tokens: readonly string[] };

type Known = { readonly asked: ReadonlySet<string>; readonly answered: ReadonlySet<string> };

/**
 * Answers as `findSymbols` does, without a question of its own where those of all reports of a build together showed that
 * nothing answers.
 */
export async function askTogether(
  symbols: SymbolStore,
  asking: readonly Asking[],
): Promise<SymbolStore['findSymbols']> {
  const known = new Map<string, Known>();
  for (const [name, all] of groupByBuild(asking)) {
    const [{ product, ...build }] = all;
    const asked = new Set(all.flatMap(({ tokens }) => tokens));
    const files = await symbols.findSymbols(product, build, [...asked]);
    // There may be more than were found.
    if (files.length >= maxFoundSymbols) continue;
    const answered = files.flatMap((file) => Object.values(tokensOf(file)).filter((token) => token !== null));
    known.set(name, { asked, answered: new Set(answered) });
  }
  return async (product, build, tokens) => {
    const group = known.get(nameOf({ product, ...build }));
    const isAbsent = (token: string) => group?.asked.has(token) === true && !group.answered.has(token);
    return tokens.every(isAbsent) ? [] : symbols.findSymbols(product, build, tokens);
  };
}

const nameOf = ({ product, buildId, reportedBuild }: Omit<Asking, 'tokens'>): string =>
  JSON.stringify([product, buildId, reportedBuild]);

function groupByBuild(asking: readonly Asking[]): ReadonlyMap<string, readonly [Asking, ...Asking[]]> {
  const groups = new Map<string, [Asking, ...Asking[]]>();
  for (const each of asking) {
    const group = groups.get(nameOf(each));
    if (group === undefined) groups.set(nameOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
