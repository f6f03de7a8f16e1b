// `orange rollout resume`: goes on after a hold; after a halt only by going over the gate, for a while, with a reason.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutResume = (run: Run) =>
  decisionCommand(run, {
    verb: 'resume',
    about: 'Go on with a rollout that was held or halted',
    more:
      'After a halt it takes --override with --reason and --expires: meanwhile the gate stops nothing, and afterwards it rules again, on ' +
      'all that it has seen of the build. The plan says who may (mayOverride). Nobody goes over a signed stop.',
    examples: [
      ['After a hold', 'orange rollout resume'],
      [
        'After a halt, for four hours',
        "orange rollout resume --override --expires 4h --reason 'crashes came from a broken app store update'",
      ],
    ],
    reason: 'optional',
    takesOverride: true,
    question: ({ id, state, build }) =>
      state === 'halted'
        ? `The gate halted rollout ${id} of ${build.id} on evidence of harm. Go on all the same?`
        : `Go on with rollout ${id} of ${build.id}?`,
  });
