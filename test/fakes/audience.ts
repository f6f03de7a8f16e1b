// The devices of a channel in memory, grouped as PostgreSQL groups them.
import { type Audience, maxAudienceGroups } from '../../src/app/ports/audience.ts';
import type { Cohort } from '../../src/domain/rollout/cohort.ts';
import { testersCohort } from '../../src/domain/rollout/cohort.ts';
import type { AudienceGroup } from '../../src/domain/rollout/reach.ts';

export type FakeDevice = {
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  readonly bucket: number;
  readonly region: string | null;
  readonly locale: string | null;
  /** The version of the build it is known to run. */
  readonly version: string | null;
  readonly cohorts: readonly string[];
  readonly isTester: boolean;
  readonly isBlocked: boolean;
};

export function fakeAudience(
  devices: readonly FakeDevice[],
  cohortsOf: Readonly<Record<string, Readonly<Record<string, Cohort>>>> = { nova: {} },
): Audience {
  return {
    loadCohorts: async (product) => cohortsOf[product] ?? null,
    async loadAudience({ product, channel, facts, bandOfBucket }) {
      const groups = new Map<string, AudienceGroup>();
      for (const device of devices) {
        if (device.product !== product || device.channel !== channel || device.isBlocked) continue;
        const members = device.cohorts.filter((name) => facts.cohorts.includes(name)).sort();
        const isTester = device.isTester && facts.cohorts.includes(testersCohort);
        const alike = {
          model: facts.models ? device.model : '',
          version: facts.builds ? device.version : null,
          region: facts.regions ? device.region : null,
          locale: facts.locales ? device.locale : null,
          passCohorts: [...members, ...(isTester ? [testersCohort] : [])].map((cohort) => ({ cohort, sinceMs: 0 })),
          band: bandOfBucket === null ? null : (bandOfBucket[device.bucket] ?? 0),
        };
        const key = JSON.stringify(alike);
        groups.set(key, { ...alike, devices: (groups.get(key)?.devices ?? 0) + 1 });
      }
      return [...groups.values()].sort((a, b) => b.devices - a.devices).slice(0, maxAudienceGroups);
    },
  };
}
