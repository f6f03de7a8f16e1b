// `orange rollout lift`: offers the build again to models that were in quarantine.
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';

export const rolloutLift = (run: Run) =>
  decisionCommand(run, {
    verb: 'lift',
    about: 'Take models out of quarantine, and judge them anew',
    more: 'What these models did before is not looked at again, so the reason stays with your name.',
    examples: [['It was the lab, not the build', "orange rollout lift --model n2 --reason 'a bad cable in the lab'"]],
    reason: 'required',
    takesModels: true,
    question: ({ id, build, quarantined }) =>
      `In quarantine on rollout ${id} of ${build.id}: ${quarantined.join(', ') || 'no model'}. Offer it to them again?`,
  });
