// Shows what is known of a channel's fleet, to try plans on: devices by model and cohort, and what past rollouts taught.
import { deriveKnownFleet, type KnownFleet } from '../domain/power/known-fleet.ts';
import { testersCohort } from '../domain/rollout/cohort.ts';
import type { Audience } from './ports/audience.ts';
import type { Lessons } from './ports/lessons.ts';

export type ShowFleetPorts = { readonly audience: Audience; readonly lessons: Lessons };

/** Null when there is no such product; a channel that nobody knows has no devices. */
export async function showFleet(
  { audience, lessons }: ShowFleetPorts,
  { product, channel }: { readonly product: string; readonly channel: string },
): Promise<KnownFleet | null> {
  const cohorts = await audience.loadCohorts(product);
  if (cohorts === null) return null;
  const lists = Object.entries(cohorts).flatMap(([name, { kind }]) => (kind === 'named' ? [name] : []));
  const facts = { models: true, regions: false, locales: false, builds: false, cohorts: [...lists, testersCohort] };
  const [groups, [taught = []]] = await Promise.all([
    audience.loadAudience({ product, channel, facts, bandOfBucket: null }),
    lessons.loadLessons([{ product, channel }]),
  ]);
  return deriveKnownFleet(taught, groups);
}
