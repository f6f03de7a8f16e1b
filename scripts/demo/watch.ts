// Follows a rollout for the demonstration: how it stands now, in a few lines.
import type * as z from 'zod';
import type { Census } from '../../src/cli/fleet/census.ts';
import type { FleetState } from '../../src/cli/fleet/run-fleet.ts';
import { rolloutDetails } from '../../src/wire/release/rollout.ts';
import type { Engineer } from './engineer.ts';
import { clockWords } from './time-lapse.ts';

export type Standing = z.output<typeof rolloutDetails>;

export const loadStanding = async (engineer: Engineer): Promise<Standing> =>
  rolloutDetails.parse(await engineer.type('rollout', 'status'));

const bar = (share: number): string => '█'.repeat(Math.round(share * 20)).padEnd(20, '░');

const running = ({ versions }: Census, version: string): number =>
  Object.values(versions[version] ?? {}).reduce((sum, count) => sum + count, 0);

/** Clock, stage, devices, rate, gate. */
export function describeStanding(standing: Standing, fleet: FleetState, perSecond: number): string[] {
  const { build, stages, stageIndex, state, gate } = standing;
  const have = running(fleet.census, build.version);
  const stage = stages[stageIndex];
  const [firstReason] = gate.verdict?.reasons ?? [];
  return [
    `${clockWords(fleet.nowMs)}  ${build.version} ${state}  stage ${stageIndex + 1}/${stages.length} "${stage?.name}" (${stage?.permille} ‰)  ${have} of ${fleet.census.devices} have it`,
    `  ${bar(have / Math.max(1, fleet.census.devices))} ${perSecond.toFixed(0)} requests/s, ${fleet.tally.offers} offers, ${fleet.census.updating} updating`,
    `  gate: ${gate.verdict?.kind ?? state}${firstReason === undefined ? '' : ` – ${firstReason.sentence}`}`,
  ];
}

/** Who has what, by version and model. */
export function describeCensus(census: Census): string[] {
  return Object.entries(census.versions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([version, models]) => {
      const parts = Object.entries(models)
        .sort()
        .map(([model, count]) => `${model} ${count}`);
      return `  ${version.padEnd(8)} ${String(running(census, version)).padStart(5)} devices   ${parts.join(', ')}`;
    });
}
