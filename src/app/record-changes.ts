// Makes what people published take effect: builds are sealed, ceilings recorded, stopped builds held or withdrawn.
import type { StopStatement } from '../domain/build/stop-statement.ts';
import { deriveFileName } from '../domain/trust/repository/role-name.ts';
import type { By } from './by.ts';
import { type DecideRolloutPorts, decideRollout } from './decide-rollout.ts';
import type { Builds } from './ports/builds.ts';
import type { Plans } from './ports/plans.ts';
import type { Publication } from './ports/publication-effects.ts';
import { recordCeiling } from './record-ceiling.ts';
import { sealBuild } from './seal-build.ts';
import { withdrawBuild } from './withdraw-build.ts';

export type RecordChangesPorts = DecideRolloutPorts & { readonly builds: Builds; readonly plans: Plans };

/** Each step does nothing when it was done before, so that a crash in between is healed by doing it all again. */
export async function recordChanges(
  ports: RecordChangesPorts,
  { role, version, changes }: Publication,
  by: By,
): Promise<void> {
  const fileName = deriveFileName({ role: role.name, version });
  for (const { statement } of changes.stops.added) await stop(ports, statement, by);
  for (const { after } of changes.stops.replaced) await stop(ports, after, by);
  for (const { statement } of changes.releases.added) await sealBuild(ports, { statement, fileName }, by);
  const ceilings = [
    ...changes.ceilings.added.map(({ statement }) => statement),
    ...changes.ceilings.replaced.map(({ after }) => after),
  ];
  for (const statement of ceilings) {
    await recordCeiling(ports, { statement, version, expiresMs: statement.notAfterMs }, by);
  }
}

/** The devices obey the signed word by themselves; the service stops offering what they would refuse. */
async function stop(ports: RecordChangesPorts, { releaseId, action, reason, product }: StopStatement, by: By) {
  if (action === 'recall') {
    await withdrawBuild(ports, { buildId: releaseId, reason: `Recalled: ${reason}` }, by);
    return;
  }
  const page = await ports.rollouts.loadRollouts(
    { product, channel: null, state: 'running' },
    { limit: 50, after: null },
  );
  for (const rollout of page.items.filter(({ buildId }) => buildId === releaseId)) {
    const wanted = { verb: 'hold', parent: null, reason: `Halted by a signed stop: ${reason}`, permit: null } as const;
    await decideRollout(ports, { rollout, wanted }, by);
  }
}
