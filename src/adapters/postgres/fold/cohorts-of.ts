// Loads the cohorts that the passes of some devices prove, where a rollout asks for any.
import { and, asc, inArray, sql } from 'drizzle-orm';
import type { Device } from '../../../domain/device/device.ts';
import { derivePassCohorts } from '../../../domain/device/pass.ts';
import type { Scene } from '../../../domain/device/scene.ts';
import { everyoneCohort, type Membership } from '../../../domain/rollout/cohort.ts';
import type { Transaction } from '../database.ts';
import { rowSet } from '../row-set.ts';
import { cohortMembers } from '../schema/catalog.ts';

/** By `<product>/<device>`; devices without any are left out. */
export async function loadCohortsOf(
  tx: Transaction,
  devices: ReadonlyMap<string, Device>,
  scenes: ReadonlyMap<string, Scene>,
): Promise<Map<string, readonly Membership[]>> {
  const named = [...new Set([...scenes.values()].flatMap(asksFor))];
  const members = named.length === 0 ? new Map() : await loadMembers(tx, devices, named);
  return new Map(
    [...devices].map(([key, device]) => {
      const kinds = Object.entries(scenes.get(`${device.product}/${device.channel}`)?.channel.cohorts ?? {});
      const testers = kinds.filter(([, { kind }]) => kind === 'testers').map(([name]) => name);
      return [key, derivePassCohorts({ named: members.get(key) ?? [], testers }, device, Number.POSITIVE_INFINITY)];
    }),
  );
}

/** The cohorts of a rollout's stages that are lists of devices. */
function asksFor({ channel, rollout }: Scene): string[] {
  const asked = rollout?.source.stages.map(({ cohort }) => cohort) ?? [];
  return asked.filter((name) => name !== everyoneCohort && channel.cohorts[name]?.kind === 'named');
}

async function loadMembers(
  tx: Transaction,
  devices: ReadonlyMap<string, Device>,
  named: string[],
): Promise<Map<string, Membership[]>> {
  const wanted = rowSet(
    [...devices.values()].map(({ product: p, id: d }) => ({ p, d })),
    'p text, d text',
  );
  const rows = await tx
    .select({
      product: cohortMembers.productId,
      deviceId: cohortMembers.deviceId,
      cohort: cohortMembers.cohortId,
      sinceMs: cohortMembers.addedMs,
    })
    .from(cohortMembers)
    .where(
      and(
        sql`(${cohortMembers.productId}, ${cohortMembers.deviceId}) in (select p, d from ${wanted})`,
        inArray(cohortMembers.cohortId, named),
      ),
    )
    .orderBy(asc(cohortMembers.addedMs), asc(cohortMembers.cohortId));
  const members = new Map<string, Membership[]>();
  for (const { product, deviceId, ...membership } of rows) {
    const key = `${product}/${deviceId}`;
    members.set(key, [...(members.get(key) ?? []), membership]);
  }
  return members;
}
