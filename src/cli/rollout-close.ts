// `orange rollout close`: ends a rollout without a verdict, so that another may start on the channel.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutClose = (run: Run) =>
  decisionCommand(run, {
    verb: 'close',
    about: 'End a rollout without a verdict',
    more: 'Its build is offered to nobody more, and another rollout may start on the channel. After a retreat it ends the way back as well.',
    examples: [['A better build is ready', "orange rollout close --reason 'replaced by 1.4.1'"]],
    reason: 'optional',
    question: ({ id, build }) => `End rollout ${id} of ${build.id} for good?`,
  });
