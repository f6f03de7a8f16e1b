// `orange report fingerprint`: which reports would be one issue, and why; offline, on files.
import type { Command } from 'commander';
import type { InnerCrash } from '../domain/report/bugreport/inner-crash.ts';
import { type Fingerprint, fingerprintText } from '../domain/report/fingerprint/fingerprint-text.ts';
import { type BugText, bugText } from '../domain/report/fingerprint/parse/text.ts';
import { type Suggestion, suggestSame } from '../domain/report/similar/suggest.ts';
import { symbolise } from '../domain/report/symbols/symbolise.ts';
import { stopWhenInterrupted } from './cli-error.ts';
import { newCommand, type Run } from './command.ts';
import { explainFingerprint, explainInside } from './fingerprint/explain.ts';
import { type ReadSymbols, readSymbolFolder } from './fingerprint/read-symbols.ts';
import { listReportFiles, readReportFile } from './fingerprint/report-files.ts';
import { encodeJson, openPrinter } from './terminal/printer.ts';
import { bad, faint } from './terminal/words.ts';

type Found = {
  readonly file: string;
  readonly fingerprint: Fingerprint;
  /** Lines that symbols gave names; null where none were asked for. */
  readonly symbolised: number | null;
  /** Kept of bug texts only: thousands of crashes are too much to hold. */
  readonly bug: BugText | null;
  /** Of an archive or a log of several crashes, each; none of any other file. */
  readonly inside: readonly Fingerprint[];
};
type Lost = { readonly file: string; readonly problem: string };
/** Which other file of the same call a bug text seems to repeat. */
type Near = { readonly file: string; readonly score: number };

export const reportFingerprint = (run: Run): Command =>
  newCommand({
    name: 'fingerprint',
    about: 'Show the keys that group a crash or bug text, and how they came about',
    more:
      'Reads files, whole folders, and - for standard input; needs no service. Reports with the same strict key, or with ' +
      'an alternative key that is the strict key of others, are one issue. Texts of bugs are never joined: those of ' +
      'one call that seem to say the same are suggested. Tombstones may be in protobuf, files packed with gzip; a zip archive, such as a bugreport, is its newest crash, and all that are in it are listed. With --json it ' +
      'prints one line a file. What cannot be read is named, the rest goes on, and the exit code is 1.',
    isLocal: true,
    json: [
      'file, kind, version, title',
      'symbolised: how many lines --symbols gave names',
      'keys: strict, loose, alt[], raw',
      'group: the file that it would be put together with, its own where there is none',
      'similar[]: file, score',
      'inside[]: kind, title, keys: each crash of an archive or a log of several, the newest first',
    ],
    examples: [
      ['Why are these two not one issue?', 'orange report fingerprint one.txt two.txt'],
      [
        'All of a folder, grouped',
        "orange report fingerprint crashes --json | jq -r '[.keys.strict, .file] | @tsv' | sort",
      ],
      ['With the names that the build took away', 'orange report fingerprint crash.txt --symbols out/symbols'],
    ],
  })
    .argument('<file...>')
    .option('--symbols <folder>', 'mapping.txt of R8, libraries and firmware with symbols, .sym files, source maps')
    .action(async (paths: string[], { json, symbols: folder }: { json?: boolean; symbols?: string }) => {
      const { surroundings } = run;
      const symbols = folder === undefined ? null : await readSymbolFolder(folder);
      const found: Found[] = [];
      const lost: Lost[] = [];
      for (const file of await listReportFiles(paths)) {
        stopWhenInterrupted(surroundings.interrupt);
        const read = await readReportFile(file, surroundings.stdin);
        if ('problem' in read) lost.push({ file, problem: read.problem });
        else found.push(foundIn(file, read, symbols));
      }
      const suggestions = suggestAmong(found);
      const printer = openPrinter(surroundings, json === true);
      if (json === true) for (const line of encodeLines(found, suggestions)) surroundings.stdout.write(line);
      else
        printer.report({
          json: null,
          lines: found.flatMap(({ file, fingerprint, symbolised, inside }) => [
            ...explainFingerprint(file, fingerprint, { near: suggestions.near.get(file) ?? [], symbolised }),
            ...explainInside(inside),
            '',
          ]),
        });
      for (const line of symbols?.found ?? []) if (json !== true) printer.note(faint(`symbols: ${line}`));
      for (const { file, problem } of lost) printer.note(bad(`${file} ${problem}`));
      run.exitCode = lost.length > 0 ? 1 : 0;
    });

type Suggestions = { readonly near: ReadonlyMap<string, readonly Near[]>; readonly group: ReadonlyMap<string, string> };

function foundIn(
  file: string,
  { text: printed, inside }: { readonly text: string; readonly inside: readonly InnerCrash[] },
  read: ReadSymbols | null,
): Found {
  const named = (text: string) => (read === null ? { text, changed: null } : symbolise(text, read.symbols));
  const { text, changed } = named(printed);
  const fingerprint = fingerprintText(text);
  return {
    file,
    fingerprint,
    symbolised: changed,
    bug: fingerprint.kind === 'text' ? bugText(text) : null,
    inside: inside.map((crash) => fingerprintText(named(crash.text).text)),
  };
}

/** Bug texts among themselves. */
function suggestAmong(found: readonly Found[]): Suggestions {
  const bugs = found.flatMap(({ file, bug }) => (bug === null ? [] : [{ file, bug }]));
  const suggested: readonly Suggestion[] = suggestSame(bugs.map(({ bug }) => bug));
  const fileAt = (index: number): string => bugs[index]?.file ?? '';
  return {
    near: new Map(
      bugs.map(({ file }, at) => [
        file,
        (suggested[at]?.near ?? []).map(({ index, score }) => ({
          file: fileAt(index),
          score: Math.round(score * 1000) / 1000,
        })),
      ]),
    ),
    group: new Map(bugs.map(({ file }, at) => [file, fileAt(suggested[at]?.group ?? at)])),
  };
}

/** Crashes meet by their strict and alternative keys, the earlier file gives the group its name. */
function* encodeLines(found: readonly Found[], suggestions: Suggestions): Generator<string> {
  const groups = new Map<string, string>();
  for (const { file, fingerprint, symbolised, inside } of found) {
    const { kind, version, keys, title } = fingerprint;
    const met = [keys.strict, ...keys.alt].map((key) => groups.get(key)).find((name) => name !== undefined) ?? file;
    for (const key of [keys.strict, ...keys.alt]) if (!groups.has(key)) groups.set(key, met);
    const group = suggestions.group.get(file) ?? met;
    const value = {
      file,
      kind,
      version,
      keys,
      title,
      symbolised: symbolised ?? 0,
      group,
      similar: suggestions.near.get(file) ?? [],
      inside: inside.map((crash) => ({ kind: crash.kind, title: crash.title, keys: crash.keys })),
    };
    // Line ends inside of strings are escapes, so the only ones there are those of the layout.
    yield `${encodeJson(value).replaceAll(/\n */g, '')}\n`;
  }
}
