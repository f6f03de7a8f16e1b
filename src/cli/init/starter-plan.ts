// The plan file that `orange init` leaves: a ladder to start from, with a comment on every line that people will change.
import { writeFile } from 'node:fs/promises';
import { CliError } from '../cli-error.ts';

export type StarterPlan = {
  readonly product: string;
  readonly channel: string;
  /** Nothing was published yet, so there is nothing to go back to. */
  readonly isFirst: boolean;
};

/** False when the file is there already, which is then left as it is. */
export async function writeStarterPlan(path: string, plan: StarterPlan): Promise<boolean> {
  try {
    await writeFile(path, starterPlan(plan), { flag: 'wx' });
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'EEXIST') return false;
    throw new CliError(`the plan cannot be written to ${path} (${code})`, {
      code: 'unwritable-file',
      fix: 'Name another place with --plan, or leave it out with --no-plan.',
    });
  }
}

export const starterPlan = ({ product, channel, isFirst }: StarterPlan): string => `\
# How builds of ${product}/${channel} reach its devices. Keep this file in your repository.
# Check it:         orange plan check plan.yaml
# Put it in force:  orange plan apply plan.yaml
plan: friday
product: ${product}
channel: ${channel}

${
  isFirst
    ? `# The build that devices go back to when a rollout is retreated. There is none before the first one:
# write "previous" here as soon as a rollout is completed.
fallback: none`
    : `# The build that devices go back to when a rollout is retreated:
# "previous" (the one that went all the way before), a version, or "none".
fallback: previous`
}

# From the first devices to everyone; each stage only adds devices. After its bake time a stage moves on by itself when
# enough devices have reported and the build is shown to be safe; it halts by itself when something speaks against it.
# A fleet of a few thousand devices cannot show that in a day: write "evidence: no-harm" into its stages, or wait longer.
stages:
  - name: first
    permille: 10 # one percent, at random
    bake: 24h # at least; s, m, h or d
    minDevices: 25 # that many must have reported how their install went

  - name: tenth
    permille: 100
    bake: 24h

  - name: everyone
    permille: 1000
    bake: 2d
    promote: auto # or approval: a person says go
`;
