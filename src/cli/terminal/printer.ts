// Writes what a command has to say: one JSON value for programs, lines for people, notes beside both.
import type { Surroundings } from '../surroundings.ts';
import { asTyped } from './own-name.ts';
import { type Line, mayColour, renderLine } from './words.ts';

/** What a command answers: the same facts for programs and for people. */
export type Report = {
  readonly json: unknown;
  readonly lines: readonly Line[];
  /** 1 when what was asked about turned out bad, as in `audit verify`. */
  readonly exitCode?: 0 | 1;
};

export type Printer = {
  readonly isJson: boolean;
  /** Standard output: the answer. Call it once. */
  report(report: Report): void;
  /** Standard error: what goes on meanwhile, and what a person should know. */
  note(...lines: Line[]): void;
};

export function openPrinter({ stdout, stderr, env }: Surroundings, isJson: boolean): Printer {
  return {
    isJson,
    report({ json, lines }) {
      if (isJson) stdout.write(`${encodeJson(json)}\n`);
      else stdout.write(asTyped(renderLines(lines, mayColour(stdout, env)), env));
    },
    note: (...lines) => void stderr.write(asTyped(renderLines(lines, mayColour(stderr, env)), env)),
  };
}

const renderLines = (lines: readonly Line[], hasColour: boolean): string =>
  lines.map((line) => `${renderLine(line, hasColour).trimEnd()}\n`).join('');

/** JSON in which characters that steer a terminal stand as escapes: nothing is lost and nothing acts. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(/[\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
