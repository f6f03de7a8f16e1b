// `orange rollout hold`: lets no new devices in, at once and without a question.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutHold = (run: Run) =>
  decisionCommand(run, {
    verb: 'hold',
    about: 'Let no new devices in, until it is resumed',
    more:
      'Needs no signature and asks nothing. Devices that have the build keep it. It works while the service has no database, ' +
      'for a rollout that is named by its number; the decision is then recorded in your name later.',
    examples: [['Something looks odd', "orange rollout hold --reason 'waiting for the modem team'"]],
    reason: 'optional',
    question: null,
  });
