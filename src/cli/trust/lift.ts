// Signs the ceilings of a stopped release again so that they clear its stop.
import { deriveBuildId } from '../../domain/build/build.ts';
import { deriveRoleName } from '../../domain/trust/repository/role-name.ts';
import { encodeStatementTarget } from '../../wire/trust/statement-target.ts';
import { loadBuild } from '../builds.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { expectStated } from './describe-role.ts';
import { editRole } from './edit-role.ts';
import { requireRepository } from './open-repository.ts';
import { publishDrafts, type SignFlags } from './publish-drafts.ts';
import { findStop, withStop } from './recall.ts';
import { loadHeldNames } from './role-draft.ts';

export async function lift(session: Session, build: string, flags: SignFlags): Promise<Report> {
  const { product, counter } = await loadBuild(session, build);
  const releaseId = deriveBuildId(product, counter);
  const repository = await requireRepository(session);
  const stop = await findStop(repository, product, releaseId);
  if (stop === null)
    throw new CliError(`no stop of ${releaseId} is published`, { code: 'no-stop', fix: 'See `orange trust status`.' });
  const role = deriveRoleName('rollout', product);
  const published = await repository.loadRole(role);
  const ceilings = (published === null ? [] : expectStated(published.content)).flatMap(({ statement }) =>
    statement.kind === 'ceiling' && statement.releaseId === releaseId ? [statement] : [],
  );
  const cleared = ceilings.map((each) => ({ ...each, seq: each.seq + 1, clearsStopSeq: stop.seq }));
  if (cleared.length === 0) {
    throw new CliError(`${releaseId} has no ceiling that could clear the stop`, {
      code: 'no-ceiling',
      fix: `Start it: orange rollout start ${build}. Its ceiling clears stop ${stop.seq}.`,
    });
  }
  const drafts = await editRole({
    repository,
    role,
    edit: { put: new Map(cleared.map(encodeStatementTarget)) },
    names: await loadHeldNames(session),
    nowMs: session.surroundings.nowMs(),
  });
  return withStop(await publishDrafts(session, { repository, drafts }, flags), stop, []);
}
