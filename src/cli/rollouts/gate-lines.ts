// The gate's word as people read it: the verdict, why, and a table of all signals.
import { derivePercentWords, deriveScoreWords } from '../../domain/gate/wording.ts';
import { isOpen } from '../../domain/rollout/rollout.ts';
import type { gateExplanation } from '../../wire/release/gate.ts';
import type { reading } from '../api/service-answer.ts';
import { countWords, secondsWords } from '../terminal/figures.ts';
import { measureWidth, table } from '../terminal/table.ts';
import { bad, faint, good, type Line, plainLine, strong, type Word, warning, wordsOf } from '../terminal/words.ts';
import { metricLines } from './metric-lines.ts';
import { overrideLines } from './status-lines.ts';
import { wayOutWords } from './way-out.ts';

type Explained = Extract<ReturnType<ReturnType<typeof reading<typeof gateExplanation>>>, { ok: true }>['value'];
type Reading = Explained['verdict']['signals'][number];

const verdictWords = {
  bake: strong('bake'),
  advance: good('advance'),
  hold: warning('hold'),
  quarantine: bad('quarantine'),
  halt: bad('halt'),
} as const;

/** `columns` is the width of the terminal; null where the lines go into a file or to another program. */
export function describeGate(explained: Explained, columns: number | null): Line[] {
  const { rollout, state, stage, verdict, evidence, override, asked } = explained;
  const { accepted, due, reported } = evidence.stage;
  const isOver = isGateOver(explained);
  return [
    [
      strong(`rollout ${rollout}`),
      ` (${state}), stage ${stage.name}, bakes ${secondsWords(stage.bakeS)}: `,
      isOver ? faint('over') : verdictWords[verdict.kind],
    ],
    ...overrideLines(override, asked.nowMs).map(([title, line]): Line => [`  ${title}: `, ...wordsOf(line)]),
    ...(isOver
      ? ['  The rollout is over: nothing follows from these counts.']
      : [...verdict.reasons.map(({ sentence }) => sentence), ...wayOutOf(verdict)].map((text): Line => `  ${text}`)),
    ...(asked.quarantined.length === 0
      ? []
      : [['  ', bad(asked.quarantined.join(', ')), ' in quarantine: judged no more, nor offered the build'] as Line]),
    faint(
      `Of this stage ${countWords(accepted)} devices took the build, ${countWords(due)} are due, ${countWords(reported)} have reported.`,
    ),
    '',
    ...signalLines(verdict.signals, columns),
    faint(
      'Evidence is an e-value: at its line it halts alone. Seen, control and tolerance are rates of the same kind.',
    ),
    ...metricLines(verdict.metrics, columns),
  ];
}

const wayOutOf = (verdict: Explained['verdict']): string[] => {
  const words = wayOutWords(verdict);
  return words === null ? [] : [words];
};

/** Nothing comes of the verdict: neither a move nor a watch for what begins late. */
const isGateOver = ({ state, does, waitsFor }: Explained): boolean =>
  !isOpen({ state }) && does === null && waitsFor !== 'watch';

/** A table that a terminal would break is no table: then each signal has a few lines of its own. */
function signalLines(signals: readonly Reading[], columns: number | null): Line[] {
  const lines = signalTable(signals);
  const width = Math.max(...lines.map((line) => measureWidth(plainLine(line))));
  if (columns === null || width <= columns) return lines;
  // What is clear for a single model says nothing that the line of all models does not.
  const shown = signals.filter(({ model, standing }) => model === null || standing !== 'clear');
  const left = signals.length - shown.length;
  return [
    ...shown.flatMap(signalBlock),
    ...(left === 0 ? [] : [faint(`${countWords(left)} more of single models are clear; a wider terminal shows them.`)]),
  ];
}

function signalBlock(reading: Reading): Line[] {
  const { signal, model, events, exposure, unit, control, estimate, tolerance, harm, safe, needs } = reading;
  const isRatio = control !== null;
  const against = isRatio ? ` against ${controlWords(reading)}` : '';
  return [
    [strong(signal), ` ${model ?? 'all models'}: `, standingWord(reading)],
    `  ${countWords(events)} in ${countWords(Math.round(exposure))} ${unit}${against}`,
    `  seen ${rateWords(estimate, isRatio)}, between ${intervalWords(reading)}, tolerates ${rateWords(tolerance, isRatio)}`,
    `  harm ${deriveScoreWords(harm.e)} of ${deriveScoreWords(harm.line)}, safety ${deriveScoreWords(safe.e)} of ${deriveScoreWords(safe.line)}`,
    ...(needs === '' ? [] : [`  ${needs}`]),
  ];
}

const standings = { harm: bad, against: warning, missing: faint, unproven: warning, clear: good } as const;

/** Where the stage asks for no proof, nothing stands against a build of which nothing was seen; clear would say more than that. */
const standingWord = ({ standing, exposure }: Reading): Word =>
  standing === 'clear' && exposure === 0 ? faint('unseen') : standings[standing](standing);

const signalTable = (signals: readonly Reading[]): Line[] =>
  table(
    signals,
    [
      { title: 'signal', of: ({ signal }) => signal },
      { title: 'model', of: ({ model }) => model ?? 'all' },
      { title: 'standing', of: standingWord },
      { title: 'events', of: ({ events }) => countWords(events), align: 'right' },
      { title: 'in', of: ({ exposure, unit }) => `${countWords(Math.round(exposure))} ${unit}` },
      { title: 'control', of: controlWords },
      { title: 'seen', of: ({ estimate, control }) => rateWords(estimate, control !== null), align: 'right' },
      { title: 'between', of: intervalWords },
      { title: 'tolerates', of: ({ tolerance, control }) => rateWords(tolerance, control !== null), align: 'right' },
      {
        title: 'evidence',
        of: ({ harm }) => `${deriveScoreWords(harm.e)} of ${deriveScoreWords(harm.line)}`,
        align: 'right',
      },
      { title: 'needs', of: ({ needs }) => needs },
    ],
    'The gate looks at no signal.',
  );

const controlWords = ({ control }: Reading): string =>
  control === null ? '-' : `${countWords(control.events)} in ${countWords(Math.round(control.exposure))}`;

const rateWords = (value: number | null, isRatio: boolean): string =>
  value === null ? '-' : isRatio ? `${value.toFixed(2)}x` : derivePercentWords(value);

function intervalWords({ interval, control }: Reading): string {
  if (interval === null) return '-';
  const high = interval.high === null ? 'any' : rateWords(interval.high, control !== null);
  return `${rateWords(interval.low, control !== null)} - ${high}`;
}
