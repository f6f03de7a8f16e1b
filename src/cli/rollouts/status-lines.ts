// A rollout as people look at it: where it stands, whom it reached, what the gate says, what comes next.
import { isOpen } from '../../domain/rollout/rollout.ts';
import { versionWords } from '../builds.ts';
import { countWords, distanceWords, minuteWords, permilleWords, secondsWords } from '../terminal/figures.ts';
import { details, table } from '../terminal/table.ts';
import { bad, faint, good, type Line, name, strong, type Word, warning } from '../terminal/words.ts';
import type { RolloutDetails } from './find-rollout.ts';
import { wayOutWords } from './way-out.ts';

type State = RolloutDetails['state'];

const tones: Readonly<Record<State, (text: string) => Word>> = {
  running: good,
  completed: good,
  held: warning,
  halted: bad,
  retreated: bad,
  closed: faint,
};

export const stateWord = (state: State): Word => tones[state](state);

export function describeRollout(rollout: RolloutDetails, nowMs: number): Line[] {
  const { product, channel, id, build, plan, fallback, devices, startedMs } = rollout;
  return [
    [
      strong(`${product}/${channel}`),
      '  rollout ',
      name(String(id)),
      `  ${build.id} ${versionWords(build)}  `,
      stateWord(rollout.state),
    ],
    [faint(`plan ${plan.name} (${plan.id}), started ${minuteWords(startedMs)}; `), faint(backWords(fallback))],
    '',
    ...stageLines(rollout, nowMs),
    '',
    ...details([
      [
        'devices',
        `${countWords(devices.offered)} offered, ${countWords(devices.accepted)} took it, ${countWords(devices.confirmed)} run it, ${countWords(devices.failed)} failed, ${countWords(devices.silent)} silent`,
      ],
      ...(rollout.quarantined.length === 0 ? [] : [quarantineLine(rollout.quarantined)]),
      ...overrideLines(rollout.gate.override, nowMs),
      ...gateLines(rollout),
      ['next', nextWords(rollout)],
      ...lastLines(rollout, nowMs),
    ]),
  ];
}

const quarantineLine = (models: readonly string[]): [string, Line] => [
  'out',
  [bad(models.join(', ')), ' in quarantine: not offered the build; `orange rollout lift` takes models back'],
];

/** Loud while it lasts, and told for a day after. */
export function overrideLines(override: RolloutDetails['gate']['override'], nowMs: number): [string, Line][] {
  if (override === null || nowMs >= override.untilMs + dayMs) return [];
  const { by, reason, untilMs } = override;
  const until = `${minuteWords(untilMs)}, ${distanceWords(untilMs, nowMs)}`;
  if (nowMs >= untilMs) return [['override', `${by} went over the gate until ${until}: ${reason}`]];
  return [['OVERRIDE', [bad(`${by} overrides the gate`), ` until ${until}: ${reason}`]]];
}

const dayMs = 86_400_000;

const backWords = (fallback: RolloutDetails['fallback']): string =>
  fallback === null ? 'no build to go back to' : `back to ${fallback.id} ${versionWords(fallback)}`;

const marks = { done: good('✓'), current: strong('▸'), ahead: ' ' } as const;

function stageLines({ stages, state }: RolloutDetails, nowMs: number): Line[] {
  return table(
    stages,
    [
      { title: '', of: (stage) => marks[stage.state] },
      { title: 'stage', of: (stage) => (stage.state === 'current' ? strong(stage.name) : stage.name) },
      { title: 'who', of: ({ permille, cohort }) => `${permilleWords(permille)} of ${cohort}` },
      { title: 'devices', of: (stage) => countWords(stage.devices), align: 'right' },
      { title: 'bake', of: ({ bakeS }) => secondsWords(bakeS), align: 'right' },
      { title: '', of: (stage) => stageWord(stage, state, nowMs) },
    ],
    'No stages.',
  );
}

function stageWord(stage: RolloutDetails['stages'][number], state: State, nowMs: number): Word {
  const { enteredMs, notBeforeMs, promote } = stage;
  const isAhead = stage.state === 'ahead' && isOpen({ state });
  if (isAhead && notBeforeMs > nowMs) return faint(`opens ${distanceWords(notBeforeMs, nowMs)}`);
  if (enteredMs !== null)
    return faint(`since ${minuteWords(enteredMs)}${promote === 'approval' ? ', a person says go' : ''}`);
  return promote === 'approval' ? faint('a person says go on') : '';
}

/** A rollout that is over waits for nothing: its gate would only say what it would have said. */
function gateLines({ gate: { verdict, waitsFor }, state }: RolloutDetails): [string, Line][] {
  if (!isOpen({ state }) && waitsFor !== 'watch') return [];
  const tone = { halt: bad, hold: warning, bake: strong, advance: good, quarantine: bad }[verdict.kind];
  const [first, ...others] = verdict.reasons.map(({ sentence }) => sentence);
  const wayOut = wayOutWords(verdict);
  return [
    ['gate', [tone(verdict.kind), `  ${first ?? ''}`]],
    ...others.slice(0, 5).map((sentence): [string, Line] => ['', sentence]),
    ...(wayOut === null ? [] : [['', [faint(wayOut)]] satisfies [string, Line]]),
  ];
}

const waits = {
  bake: 'the bake time runs',
  hold: 'the gate waits for more evidence; a person may go on with `orange rollout promote`',
  approval: 'a person says go: orange rollout promote',
  ceiling: 'the signed ceiling opens the next stage later',
  paused: 'a person decides: orange rollout resume, or orange rollout retreat',
  override: 'a person has taken the place of the gate',
  watch: 'the gate watches for what begins late',
} as const;

const doing = {
  advance: 'the next stage begins by itself',
  complete: 'it completes by itself',
  extend: 'one more tranche of devices is let in',
  quarantine: 'the gate takes single models out',
  halt: 'the gate halts it',
} as const;

function nextWords({ gate, state, watchUntilMs }: RolloutDetails): string {
  if (gate.waitsFor === 'watch') return `nothing; ${waits.watch}, until ${minuteWords(watchUntilMs ?? 0)}`;
  if ((state === 'completed' && gate.does === null) || state === 'closed') return 'nothing: it is over';
  if (state === 'retreated') return 'devices that have the build go back';
  if (gate.does !== null) return doing[gate.does];
  return gate.waitsFor === null ? '' : waits[gate.waitsFor];
}

function lastLines({ latest, nextDepartureMs }: RolloutDetails, nowMs: number): [string, Line][] {
  const last: [string, Line][] =
    latest === null
      ? []
      : [['last', `${latest.kind} by ${latest.actor}, ${distanceWords(latest.decidedMs, nowMs)}: ${latest.reason}`]];
  const train: [string, Line][] =
    nextDepartureMs === null
      ? []
      : [['train', `leaves ${minuteWords(nextDepartureMs)}, ${distanceWords(nextDepartureMs, nowMs)}`]];
  return [...last, ...train];
}
