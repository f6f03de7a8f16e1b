// Walks the stack of a minidump by the symbols of its build: page by page, as where the next caller stands is known only step by step.
import { frameRules, readFrameBlocks } from '../domain/report/symbols/frames/frame-rules.ts';
import { type DumpModule, modulesOnStack, readDumpText, walkText } from '../domain/report/symbols/frames/walk-text.ts';
import { addressKey } from '../domain/report/symbols/prepared.ts';
import { type Symbols, tokensOf } from '../domain/report/symbols/symbols.ts';
import type { ReportedBuild } from './ports/symbols.ts';
import type { SymbolisePorts } from './symbolise-report.ts';

/** Of one report; frames of one stack stand in few places. */
const maxPages = 32;
const maxTokens = 16;

/** The text as it was where it is no minidump, or where symbols know nothing of its stack. */
export async function walkReport(
  { symbols, pages }: SymbolisePorts,
  { product, text, ...build }: ReportedBuild & { readonly product: string; readonly text: string },
): Promise<string> {
  const dump = readDumpText(text);
  if (dump === null) return text;
  const identified = modulesOnStack(dump).filter(({ buildId }) => buildId !== '');
  const tokens = new Set(identified.map(tokenOf).slice(0, maxTokens));
  const files = tokens.size === 0 ? [] : await symbols.findSymbols(product, build, [...tokens]);
  if (files.length === 0) return text;
  const read = new Map<string, ReturnType<typeof frameRules>>();
  for (let turn = 0; turn <= maxPages; turn += 1) {
    const isLast = turn === maxPages;
    const walked = walkText(text, dump, (module, offset) => {
      if (fileOf(files, module) === undefined) return null;
      return read.get(placeOf(module, offset)) ?? (isLast ? null : undefined);
    });
    if (walked.wanted === null) return walked.text;
    const { module, offset } = walked.wanted;
    const file = fileOf(files, module);
    const found = file === undefined ? null : await pages.load(file, [addressKey(offset)], 1);
    read.set(placeOf(module, offset), frameRules(readFrameBlocks(found?.pages.join('') ?? '')));
  }
  return text;
}

const tokenOf = ({ buildId }: DumpModule): string => `library:${buildId}`;
const placeOf = ({ buildId }: DumpModule, offset: number): string => `${buildId} ${offset}`;

const fileOf = (files: readonly Symbols[], module: DumpModule): Symbols | undefined =>
  files.find((file) => {
    const { everywhere, byHead } = tokensOf(file);
    return everywhere === tokenOf(module) || byHead === tokenOf(module);
  });
