// `orange rollout complete`: ends a rollout in its last stage as a success, where the fleet is too small for the gate.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutComplete = (run: Run) =>
  decisionCommand(run, {
    verb: 'complete',
    about: 'Call a rollout in its last stage a success, in place of the gate',
    more: 'Its build is what the next rollout goes back to. For fleets that are too small for the gate ever to say so.',
    examples: [['Forty devices, all well', "orange rollout complete --reason 'all 40 devices run it since Monday'"]],
    reason: 'required',
    question: ({ id, build }) => `Complete rollout ${id} of ${build.id}?`,
  });
