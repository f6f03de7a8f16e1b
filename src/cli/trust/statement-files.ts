// Puts statements into the role files of their product: drafts on what is published, signed once, sent in order.
import type { StatedTarget, Statement } from '../../domain/trust/repository/changes.ts';
import { type DelegatedKind, deriveRoleName } from '../../domain/trust/repository/role-name.ts';
import { encodeStatementTarget } from '../../wire/trust/statement-target.ts';
import { ServiceRefusal } from '../api/service-answer.ts';
import type { RoleSigner } from '../compose.ts';
import type { Session } from '../session.ts';
import { expectStated } from './describe-role.ts';
import { editRole } from './edit-role.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { openRoleSigner } from './open-role-signer.ts';
import { type FileOutcome, sendInOrder } from './publish-drafts.ts';
import { loadHeldNames, type RoleDraft } from './role-draft.ts';
import { signRoles } from './sign-role.ts';

export type SignedStatements = {
  readonly statements: readonly Statement[];
  readonly signer: RoleSigner;
  readonly drafts: readonly RoleDraft[];
};

/** Shows what is not published yet, asks once, signs. Null when there is nothing to sign: no key is opened then. */
export async function signStatements(
  session: Session,
  statements: readonly Statement[],
  isAgreed: boolean,
): Promise<SignedStatements | null> {
  if (statements.length === 0) return null;
  const repository = await requireRepository(session);
  const missing: Statement[] = [];
  for (const statement of statements) if (!(await isPublished(repository, statement))) missing.push(statement);
  if (missing.length === 0) return null;
  const drafts = await draftStatements(session, repository, missing);
  const signer = await openRoleSigner(session);
  return { statements: missing, signer, drafts: await signRoles(session, { signer, drafts, isAgreed }) };
}

/** In the very same words: the service then has nothing to wait for but its own next tick. */
async function isPublished(repository: OpenRepository, statement: Statement): Promise<boolean> {
  const file = await repository.loadRole(deriveRoleName(kinds[statement.kind], statement.product));
  const [path, target] = encodeStatementTarget(statement);
  const published = file?.isSigned ? file.content.targets.get(path) : undefined;
  return published !== undefined && JSON.stringify(sortKeys(published)) === JSON.stringify(sortKeys(target));
}

/** Somebody else may publish in between, again and again on a busy day; more often than this nobody is that quick. */
const maxAttempts = 5;

/** Sends what was signed; where somebody took the version meanwhile, the same statements are signed onto what they published. */
export async function sendStatements(session: Session, signed: SignedStatements): Promise<FileOutcome[]> {
  let { drafts } = signed;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendInOrder(session, drafts);
    } catch (cause) {
      const isOvertaken = cause instanceof ServiceRefusal && cause.code === 'version-taken';
      if (!isOvertaken || attempt === maxAttempts) throw cause;
      session.printer.note('Somebody published meanwhile: the same, onto what is published now.');
      const onto = await draftStatements(session, await requireRepository(session), signed.statements);
      drafts = await signRoles(session, { signer: signed.signer, drafts: onto, isAgreed: true });
    }
  }
}

async function draftStatements(
  session: Session,
  repository: OpenRepository,
  statements: readonly Statement[],
): Promise<RoleDraft[]> {
  const names = await loadHeldNames(session);
  const nowMs = session.surroundings.nowMs();
  const roles = new Map<string, Statement[]>();
  for (const statement of statements) {
    const role = deriveRoleName(kinds[statement.kind], statement.product);
    roles.set(role, [...(roles.get(role) ?? []), statement]);
  }
  const drafts: RoleDraft[] = [];
  for (const [role, stated] of roles) {
    const edit = { put: new Map(stated.map(encodeStatementTarget)) };
    drafts.push(...(await editRole({ repository, role, edit, names, nowMs })));
  }
  return drafts;
}

const kinds: Readonly<Record<Statement['kind'], DelegatedKind>> = {
  release: 'fw',
  ceiling: 'rollout',
  permit: 'rollout',
  stop: 'stop',
};

/** Statements of one kind that the product's people published, as this machine verified them. */
export async function listStatements<K extends Statement['kind']>(
  repository: OpenRepository,
  kind: K,
  product: string,
): Promise<readonly (StatedTarget & { readonly statement: Extract<Statement, { kind: K }> })[]> {
  const roles: DelegatedKind[] = kind === 'release' ? ['fw', 'fw-archive'] : [kinds[kind]];
  const files = await Promise.all(roles.map((role) => repository.loadRole(deriveRoleName(role, product))));
  const isOfKind = (
    target: StatedTarget,
  ): target is StatedTarget & { readonly statement: Extract<Statement, { kind: K }> } => target.statement.kind === kind;
  return files.flatMap((file) => (file?.isSigned ? expectStated(file.content).filter(isOfKind) : []));
}

/** Whether every file is published; otherwise somebody else has to sign. */
export const isAllPublished = (files: readonly FileOutcome[]): boolean =>
  files.every(({ state }) => state === 'published');

/** One text for equal values, whatever order their fields came in. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}
