// The marks of states: one shape each, so that they are told apart without colour.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { RolloutState } from '../../domain/rollout/rollout.ts';
import { stateWords } from './words.ts';

/** On a field of 24 by 24. */
const shapes: Readonly<Record<RolloutState, string>> = {
  running: 'M6 3.5v17L20 12z',
  held: 'M6 5h4v14H6zM14 5h4v14h-4z',
  halted: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM11 7v7h2V7zm0 8.5V18h2v-2.5z',
  retreated: 'M10 5v4h4.5a5.5 5.5 0 0 1 0 11H8v-3h6.5a2.5 2.5 0 0 0 0-5H10v4L3 10.5z',
  completed: 'M9.5 16.2 5 11.7l-2.1 2.1 6.6 6.6L21.6 8.3l-2.1-2.1z',
  closed: 'M6.4 4.3 4.3 6.4 9.9 12l-5.6 5.6 2.1 2.1L12 14.1l5.6 5.6 2.1-2.1L14.1 12l5.6-5.6-2.1-2.1L12 9.9z',
};

export const StateMark = ({ state }: { state: RolloutState }) => (
  <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={shapes[state]} fill="currentColor" fill-rule="evenodd" />
  </svg>
);

/** Mark and word on the state's colour. */
export const StateBadge = ({ state }: { state: RolloutState }) => {
  const { word, tone } = stateWords(state);
  return (
    <span class={tone === 'plain' ? 'badge marked' : `badge marked ${tone}`}>
      <StateMark state={state} />
      {word}
    </span>
  );
};
