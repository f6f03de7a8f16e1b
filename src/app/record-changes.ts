// Makes what people published take effect: builds are sealed, ceilings recorded, stopped builds held or withdrawn.
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import type { StopStatement } from '../domain/build/stop-statement.ts';
import { deriveFileName, deriveRoleName } from '../domain/trust/repository/role-name.ts';
import type { By } from './by.ts';
import { type DecideRolloutPorts, decideRollout } from './decide-rollout.ts';
import { loadStatements } from './judge-role-file.ts';
import { type LoadRepositoryPorts, loadRepository } from './load-repository.ts';
import type { Plans } from './ports/plans.ts';
import type { Publication } from './ports/publication-effects.ts';
import { recordCeiling } from './record-ceiling.ts';
import type { RecoverBuildPorts } from './recover-build.ts';
import { sealBuild } from './seal-build.ts';
import { withdrawBuild } from './withdraw-build.ts';

export type RecordChangesPorts = DecideRolloutPorts &
  RecoverBuildPorts &
  LoadRepositoryPorts & { readonly plans: Plans };

/**
 * Each step does nothing when it was done before, so that a crash in between is healed by doing it all again. Answers
 * the targets that took no effect: a restored database does not know what they are about.
 */
export async function recordChanges(
  ports: RecordChangesPorts,
  { role, version, changes }: Publication,
  by: By,
): Promise<readonly string[]> {
  const fileName = deriveFileName({ role: role.name, version });
  for (const { statement } of changes.stops.added) await stop(ports, statement, by);
  for (const { after } of changes.stops.replaced) await stop(ports, after, by);
  const without: string[] = [];
  // In the order in which they were drafted: a build that is recovered takes its counter again.
  const releases = [...changes.releases.added].sort((one, other) => one.statement.counter - other.statement.counter);
  for (const { path, statement } of releases) {
    const outcome = await sealBuild(ports, { statement, fileName }, by);
    if (outcome === 'unknown-build') without.push(path);
    if (outcome === 'sealed') await stopAgain(ports, statement, by);
  }
  const ceilings = [
    ...changes.ceilings.added,
    ...changes.ceilings.replaced.map(({ path, after }) => ({ path, statement: after })),
  ];
  for (const { path, statement } of ceilings) {
    const recorded = await recordCeiling(ports, { statement, version, expiresMs: statement.notAfterMs }, by);
    if (recorded === 'unknown-plan') without.push(path);
  }
  return without;
}

/** What was stopped before its build was known here, as after a restore, is stopped now that it is. */
async function stopAgain(ports: RecordChangesPorts, { product, releaseId }: ReleaseStatement, by: By): Promise<void> {
  const published = await loadRepository(ports);
  for (const { statement } of await loadStatements(ports, published, deriveRoleName('stop', product))) {
    if (statement.kind === 'stop' && statement.releaseId === releaseId) await stop(ports, statement, by);
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
    const wanted = {
      verb: 'hold',
      parent: null,
      reason: `Halted by a signed stop: ${reason}`,
      permit: null,
      models: [],
      override: null,
    } as const;
    await decideRollout(ports, { rollout, wanted }, by);
  }
}
