// Signs a stop of one release into the stop role of its product.
import { deriveBuildId } from '../../domain/build/build.ts';
import type { ReleaseId } from '../../domain/build/names.ts';
import { type StopStatement, stopPath } from '../../domain/build/stop-statement.ts';
import { deriveRoleName } from '../../domain/trust/repository/role-name.ts';
import { encodeStatementTarget } from '../../wire/trust/statement-target.ts';
import { loadBuild } from '../builds.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, type Line } from '../terminal/words.ts';
import { expectStated } from './describe-role.ts';
import { editRole } from './edit-role.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { publishDrafts, type SignFlags } from './publish-drafts.ts';
import { loadHeldNames } from './role-draft.ts';

export type RecallWanted = {
  readonly build: string;
  readonly reason: string;
  readonly action: StopStatement['action'];
  readonly flags: SignFlags;
};

export async function recall(session: Session, { build, reason, action, flags }: RecallWanted): Promise<Report> {
  const { product, counter } = await loadBuild(session, build);
  const releaseId = deriveBuildId(product, counter);
  const repository = await requireRepository(session);
  const seq = ((await findStop(repository, product, releaseId))?.seq ?? 0) + 1;
  const stop: StopStatement = { kind: 'stop', product, releaseId, action, reason: plainReason(reason), seq };
  const drafts = await editRole({
    repository,
    role: deriveRoleName('stop', product),
    edit: { put: new Map([encodeStatementTarget(stop)]) },
    names: await loadHeldNames(session),
    nowMs: session.surroundings.nowMs(),
  });
  const report = await publishDrafts(session, { repository, drafts }, flags);
  return withStop(report, stop, [
    faint(
      `It is lifted by a ceiling that clears stop ${seq}, signed by rollout-${product}: orange trust lift ${build}`,
    ),
  ]);
}

/** The stop in force, from what is published and signed. */
export async function findStop(
  { loadRole }: OpenRepository,
  product: string,
  releaseId: ReleaseId,
): Promise<StopStatement | null> {
  const stops = await loadRole(deriveRoleName('stop', product));
  const path = stopPath(product, releaseId);
  const found = (stops === null ? [] : expectStated(stops.content)).find((each) => each.path === path);
  return found?.statement.kind === 'stop' ? found.statement : null;
}

export function withStop(report: Report, { releaseId, action, seq }: StopStatement, more: readonly Line[]): Report {
  const json = typeof report.json === 'object' && report.json !== null ? report.json : {};
  return { ...report, json: { ...json, stop: { releaseId, action, seq } }, lines: [...report.lines, ...more] };
}

/** Signed words are printable ASCII without quotation mark and backslash; a reason that loses letters is refused, not changed. */
function plainReason(reason: string): string {
  const text = reason.replaceAll('"', "'").trim();
  if (/^[ !#-[\]-~]{1,300}$/.test(text)) return text;
  throw new CliError('this reason cannot be signed', {
    code: 'unsignable',
    fix: 'Write 1 to 300 letters, digits and signs of plain ASCII, without backslash.',
  });
}
