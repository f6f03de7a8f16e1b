// Scores the fingerprints on a folder of labelled crashes: `node --import tsx scripts/score-fingerprints.ts FOLDER [--key loose]`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintText } from '../src/domain/report/fingerprint/fingerprint-text.ts';
import { bugText } from '../src/domain/report/fingerprint/parse/text.ts';
import { suggestSame } from '../src/domain/report/similar/suggest.ts';
import { asOneGroup, type Grouped, scoreGroups } from './score/score-groups.ts';

/** `manifest.jsonl` in the folder: one line a file. `file` is relative to the folder or to the one above it. */
type Case = {
  readonly file: string;
  readonly kind: string;
  readonly group: string;
  readonly title?: string;
  readonly alt?: readonly string[];
};

const [folder, ...flags] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: score-fingerprints.ts FOLDER [--key strict|loose|joined] [--manifest FILE] [--show]');
  process.exit(2);
}
const option = (name: string, otherwise: string): string => flags[flags.indexOf(name) + 1 || flags.length] ?? otherwise;
const key = option('--key', 'strict');
const cases = parseCases(readFileSync(option('--manifest', join(folder, 'manifest.jsonl')), 'utf8'));
const texts = cases.map(({ file }) => readCase(file));
const fingerprints = texts.map((text) => fingerprintText(text));

/** Strict and alternative keys join reports; the other keys stand for themselves. */
const signatures =
  key === 'joined'
    ? asOneGroup(fingerprints.map(({ keys }) => [keys.strict, ...keys.alt]))
    : fingerprints.map(({ keys }) => (key === 'loose' ? keys.loose : keys.strict));
// Bug texts are joined by nobody but a person: what is scored is the suggestion.
const bugs = fingerprints.flatMap(({ kind }, at) => (kind === 'text' ? [at] : []));
for (const [at, { group }] of suggestSame(bugs.map((bug) => bugText(texts[bug] ?? ''))).entries()) {
  signatures[bugs[at] ?? 0] = `text like ${bugs[group] ?? group}`;
}

const rows: Grouped[] = cases.map((one, at) => ({
  file: one.file,
  kind: one.kind,
  group: one.group,
  signature: signatures[at] ?? '',
  hasTitle: one.title === undefined ? null : isTitle(one, fingerprints[at]?.title ?? ''),
}));
for (const line of scoreGroups(rows, flags.includes('--show'))) console.log(line);

function parseCases(text: string): Case[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Case => {
      const { file, kind, group, title, alt } = JSON.parse(line);
      return { file, kind, group, title, alt };
    });
}

function readCase(file: string): string {
  for (const base of [folder ?? '', join(folder ?? '', '..')]) {
    try {
      return readFileSync(join(base, file), 'utf8');
    } catch {
      // The other place is tried.
    }
  }
  throw new Error(`there is no file ${file} in ${folder}`);
}

function isTitle({ title = '', alt = [] }: Case, found: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
  return [title, ...alt].some((wanted) => plain(wanted) === plain(found));
}
