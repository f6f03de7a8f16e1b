// The plan file that `orange init` leaves: a ladder to start from, with a comment on every line that people will change.
import { readFile, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { CliError } from '../cli-error.ts';

export type StarterPlan = {
  readonly product: string;
  readonly channel: string;
  /** Nothing was published yet, so there is nothing to go back to. */
  readonly isFirst: boolean;
};

/** The path itself, or one beside it where the file there is the plan of another product or channel: to apply that would be a slip. */
export async function choosePlanPath(
  path: string,
  { product, channel }: Omit<StarterPlan, 'isFirst'>,
): Promise<string> {
  const there = await readFile(path, 'utf8').catch(() => null);
  const says = (key: string): string | undefined => new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(there ?? '')?.[1];
  const isOther = (says('product') ?? product) !== product || (says('channel') ?? channel) !== channel;
  if (!isOther) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${product}-${channel}${ext}`);
}

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
# What it would see: orange plan power plan.yaml
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

# Few devices for two days, then all of them within two more: a gate sees device-hours, so what it sees is bought with
# time and not with devices. Each stage only adds devices. After its bake time a stage moves on by itself when enough
# devices have reported and the build is shown to be safe; it halts by itself when something speaks against it.
#
# The numbers are for 2,000 testers (devices enrolled as such) among 100,000 devices: then a doubled crash rate and a
# build that bricks one device in a hundred are stopped within 800 devices or so. A smaller fleet:
# - Fewer testers: raise the permille of the first three stages, so that about 90, 200 and 800 devices are in them.
# - No testers: leave out "cohort: testers", and let 90, 200 and 800 of all your devices in.
# - Fewer than 10,000 devices: what later stages tolerate cannot be shown in hours. Write "evidence: no-harm" into them
#   (nothing may speak against the build), or bake longer.
# - Fewer than 1,000: write "evidence: no-harm" and "minDevices: 10" into all of them, and bake for days.
stages:
  # Failed installs and gross crashes show within hours on a hundred devices; two rungs that ask for no proof yet.
  - { name: hundred, cohort: testers, permille: 45, bake: 8h, evidence: no-harm }
  - { name: two-hundred, cohort: testers, permille: 100, bake: 10h, evidence: no-harm }

  # Eight hundred devices for a day and a half: what is wrong in ordinary ways ends here.
  - name: testers
    cohort: testers
    permille: 400
    bake: 38h # at least; s, m, h or d
    evidence: safety # each signal must be shown to be under what the stage tolerates
    gates: { crash-rate: { tolerance: 1.75 }, failed-installs: { tolerance: 1% }, silence: { tolerance: 3% }, boot: { tolerance: 1% } }

  - name: first
    permille: 40 # of all devices, at random
    bake: 16h
    evidence: safety
    gates: { crash-rate: { tolerance: 1.4 }, failed-installs: { tolerance: 0.5% }, silence: { tolerance: 3% }, boot: { tolerance: 0.5% } }

  - name: fifth
    permille: 200
    bake: 13h
    evidence: safety
    gates: { crash-rate: { tolerance: 1.3 }, failed-installs: { tolerance: 0.3% }, silence: { tolerance: 2% }, boot: { tolerance: 0.3% } }

  - name: half
    permille: 500
    bake: 11h
    evidence: safety
    gates: { crash-rate: { tolerance: 1.2 }, failed-installs: { tolerance: 0.3% }, silence: { tolerance: 1% }, boot: { tolerance: 0.3% } }

  # The last hundredth goes without for two more days: nobody else is left to compare with.
  - name: all
    permille: 990
    bake: 2d
    evidence: safety
    promote: auto # or approval: a person says go
    gates: { crash-rate: { tolerance: 1.2 }, failed-installs: { tolerance: 0.3% }, silence: { tolerance: 0.5% }, boot: { tolerance: 0.3% } }

  - { name: everyone, permille: 1000, bake: 1h }
`;
