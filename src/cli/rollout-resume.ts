// `orange rollout resume`: goes on after a hold; after a halt it overrides evidence of harm, and needs a reason.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutResume = (run: Run) =>
  decisionCommand(run, {
    verb: 'resume',
    about: 'Go on with a rollout that was held or halted',
    more: 'After a halt it overrides evidence of harm: that needs --reason, the stage begins anew, and only what happens from now on is judged.',
    examples: [
      ['After a hold', 'orange rollout resume'],
      ['After a halt', "orange rollout resume --reason 'crashes came from a broken app store update'"],
    ],
    reason: 'optional',
    question: ({ id, state, build }) =>
      state === 'halted'
        ? `The gate halted rollout ${id} of ${build.id} on evidence of harm. Go on all the same?`
        : `Go on with rollout ${id} of ${build.id}?`,
  });
