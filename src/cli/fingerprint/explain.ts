// Tells in lines how a text came to its keys: what was recognised, what was read, which rule judged which frame.
import type { Fingerprint } from '../../domain/report/fingerprint/fingerprint-text.ts';
import type { Verdict } from '../../domain/report/fingerprint/trace.ts';
import { countWords } from '../terminal/figures.ts';
import { details, table } from '../terminal/table.ts';
import { faint, good, type Line, strong } from '../terminal/words.ts';

/** Deeper frames decide nothing. */
const maxShownFrames = 24;

type Near = { readonly file: string; readonly score: number };

/** What stands beside the fingerprint itself. */
export type Beside = { readonly near: readonly Near[]; readonly symbolised: number | null };

export function explainFingerprint(file: string, fingerprint: Fingerprint, { near, symbolised }: Beside): Line[] {
  const { kind, version, keys, title, detection, reading } = fingerprint;
  const { trace, verdicts, parts } = reading;
  return [
    [strong(file), ': ', title],
    ...details([
      ['detect', `${kind}, by ${detection.by}, at character ${countWords(detection.at)}`],
      [
        'parse',
        `${trace.failure || 'no class'}, process ${trace.process || 'unknown'}, ${countWords(trace.frames.length)} frames`,
      ],
      ...(symbolised === null ? [] : [['symbols', `${countWords(symbolised)} lines got names`] as const]),
      ['message', trace.message.slice(0, 200) || '-'],
      ['rules', version],
    ]),
    ...(verdicts.length > 0 ? frameLines(verdicts) : []),
    ...details([
      ['strict', keyLine(keys.strict, parts.strict)],
      ['loose', keyLine(keys.loose, parts.loose)],
      ...parts.alt.map((words, at) => ['alt', keyLine(keys.alt[at] ?? '', words)] as const),
      ['raw', [keys.raw, faint('  everything that was read')]],
      ...near.map(({ file: other, score }) => ['similar', [other, faint(`  ${score}`)]] as const),
    ]),
  ];
}

/** One line a crash: its title, and the key that it is grouped by. */
export const explainInside = (inside: readonly Fingerprint[]): Line[] =>
  inside.length === 0
    ? []
    : [
        faint(`${countWords(inside.length)} crashes inside, the newest first`),
        ...details(
          inside.map(({ title, keys }, at): [string, Line] => [`${at + 1}`, [title, faint(`  ${keys.strict}`)]]),
        ),
      ];

const keyLine = (key: string, words: readonly string[]): Line => [
  key,
  faint(`  ${words.filter((word) => word !== '').join(' | ')}`),
];

function frameLines(verdicts: readonly Verdict[]): Line[] {
  const shown = verdicts.slice(0, maxShownFrames);
  const more = verdicts.length - shown.length;
  return [
    ...table(
      shown.map((verdict, at) => ({ ...verdict, at })),
      [
        { title: '#', of: ({ at }) => at, align: 'right' },
        {
          title: 'judgement',
          of: ({ isKept, rule }) => (isKept ? good(rule === '' ? 'kept' : `kept: ${rule}`) : faint(rule)),
        },
        { title: 'frame', of: ({ frame }) => frame.fn || `${frame.module} ${frame.pc}`.trim() || '-' },
      ],
      '',
    ),
    ...(more > 0 ? [faint(`${countWords(more)} more frames`)] : []),
  ];
}
