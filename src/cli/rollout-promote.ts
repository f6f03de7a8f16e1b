// `orange rollout promote`: takes a rollout to its next stage now, before the gate does.
import { versionWords } from './builds.ts';
import type { Run } from './command.ts';
import { decisionCommand } from './rollouts/decision-command.ts';
import type { RolloutDetails } from './rollouts/find-rollout.ts';
import { countWords, permilleWords } from './terminal/figures.ts';

export const rolloutPromote = (run: Run) =>
  decisionCommand(run, {
    verb: 'promote',
    about: 'Take a rollout to its next stage now',
    more:
      'One stage at a time and never beyond the signed ceiling. It takes effect only if nobody decided since you looked; otherwise ' +
      'it shows how the rollout stands now and changes nothing. Where the plan says who may override the gate (mayOverride), only they ' +
      'promote against its word, with --override, --reason and --expires.',
    examples: [
      ['A stage that waits for approval', 'orange rollout promote'],
      ['From a script that looked before', 'orange rollout promote 12 --head 3 --yes'],
      ['Over the gate', "orange rollout promote --override --expires 2h --reason 'the fix cannot wait for proof'"],
    ],
    reason: 'optional',
    takesOverride: true,
    question: askPromotion,
  });

function askPromotion({ id, build, stages, stageIndex }: RolloutDetails): string {
  const [from, to] = [stages[stageIndex], stages[stageIndex + 1]];
  if (from === undefined || to === undefined) return `Promote rollout ${id} past its last stage?`;
  const more = countWords(Math.max(0, to.devices - from.devices));
  return `Promote ${build.id} ${versionWords(build)} from ${from.name} to ${to.name}, ${permilleWords(to.permille)} of ${to.cohort} (${more} more devices)?`;
}
