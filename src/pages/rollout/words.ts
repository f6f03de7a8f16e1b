// The words, colours and marks of a rollout's states and decisions, the same on every page.
import type { ReasonCode } from '../../domain/gate/reason.ts';
import type { Verdict } from '../../domain/gate/verdict.ts';
import type { GateAction } from '../../domain/rollout/gate-action.ts';
import type { DecisionKind, RolloutState } from '../../domain/rollout/rollout.ts';
import type { Tone } from '../parts.tsx';

/** Colour never speaks alone: each state has a word and a mark of its own shape. */
export type StateWords = {
  readonly state: RolloutState;
  readonly word: string;
  readonly tone: Tone;
  readonly meaning: string;
};

const states: Readonly<Record<RolloutState, Omit<StateWords, 'state'>>> = {
  running: { word: 'Running', tone: 'cool', meaning: 'Devices of the stages it has reached are offered the build.' },
  held: { word: 'Held', tone: 'warn', meaning: 'A person stopped it: no new device is offered the build.' },
  halted: { word: 'Halted', tone: 'bad', meaning: 'The gate stopped it: no new device is offered the build.' },
  retreated: { word: 'Retreated', tone: 'accent', meaning: 'Devices that have the build are offered the one before.' },
  completed: { word: 'Completed', tone: 'good', meaning: 'It went up every stage.' },
  closed: {
    word: 'Closed',
    tone: 'plain',
    meaning: 'It ended without a verdict: nobody is offered the build any more.',
  },
};

export const stateWords = (state: RolloutState): StateWords => ({ state, ...states[state] });

const waiting: StateWords = {
  state: 'running',
  word: 'Waits for a person',
  tone: 'warn',
  meaning: 'Devices of the stages it has reached are offered the build, and nobody else is before somebody decides.',
};

/** What no time and no further device mends. */
const forPeople: readonly ReasonCode[] = [
  'stands-against',
  'new-signature',
  'bug-reports',
  'metric-worse',
  'drift',
  'asks-person',
  'unusable-policy',
];

/** As `stateWords`, and whether a rollout that runs goes on by itself. */
export function standingWords(state: RolloutState, verdict: Verdict, action: GateAction): StateWords {
  const wait = state === 'running' && action.kind === 'wait' ? action.wait : null;
  const isHeld = wait === 'hold' && verdict.reasons.some(({ code }) => forPeople.includes(code));
  return wait === 'approval' || isHeld ? waiting : stateWords(state);
}

const decisions: Readonly<Record<DecisionKind, { readonly word: string; readonly tone: Tone }>> = {
  start: { word: 'Started', tone: 'cool' },
  advance: { word: 'Advanced', tone: 'good' },
  promote: { word: 'Promoted', tone: 'good' },
  extend: { word: 'Extended', tone: 'cool' },
  quarantine: { word: 'Quarantined', tone: 'bad' },
  lift: { word: 'Lifted', tone: 'cool' },
  complete: { word: 'Completed', tone: 'good' },
  hold: { word: 'Held', tone: 'warn' },
  halt: { word: 'Halted', tone: 'bad' },
  resume: { word: 'Resumed', tone: 'cool' },
  retreat: { word: 'Retreated', tone: 'accent' },
  close: { word: 'Closed', tone: 'plain' },
};

export const decisionWords = (kind: DecisionKind) => decisions[kind];

/** `1.4.0`, with the maker's own string where there is one that differs. */
export const buildWords = ({ version, vendorVersion }: { version: string; vendorVersion: string | null }): string =>
  vendorVersion === null || vendorVersion === version ? version : `${version} (${vendorVersion})`;
