// `orange rollout quarantine`: stops offering the build to single models, while the others go on.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutQuarantine = (run: Run) =>
  decisionCommand(run, {
    verb: 'quarantine',
    about: 'Stop offering the build to single models; the others go on',
    more: 'The gate does this by itself when one model alone shows harm. Devices that have the build keep it.',
    examples: [['The modem of n2 misbehaves', "orange rollout quarantine --model n2 --reason 'modem resets'"]],
    reason: 'required',
    takesModels: true,
    question: null,
  });
