// Looks up what people signed about an offer, in role files that the device verified by itself.

import type { CeilingStatement } from '../domain/build/ceiling-statement.ts';
import type { PermitStatement } from '../domain/build/permit-statement.ts';
import type { NamedRelease } from '../domain/build/release-statement.ts';
import type { Signed } from '../domain/build/signed.ts';
import { stopPath } from '../domain/build/stop-statement.ts';
import type { Statement } from '../domain/trust/repository/changes.ts';
import type { Offer } from '../wire/device/poll-answer.ts';
import { encodeTargetDigest } from '../wire/trust/release-digest.ts';
import { parseStatement } from '../wire/trust/statements.ts';
import type { TrustRefusal } from './trust/refusal.ts';
import type { Updater } from './trust/updater.ts';

export type Statements = {
  readonly release: NamedRelease;
  /** Going forward; null going back. */
  readonly ceiling: Signed<CeilingStatement> | null;
  /** Going back; null going forward. */
  readonly permit: Signed<PermitStatement> | null;
  /** Seq of the signed stop of this release; 0 while nobody stopped it. */
  readonly stopSeq: number;
};

export type StatementRefusal = TrustRefusal | 'malformed-statement' | 'statement-of-another-kind' | 'permit-missing';

export type ObtainedStatements =
  | { readonly ok: true; readonly statements: Statements }
  | { readonly ok: false; readonly refusal: StatementRefusal };

type Finder = Pick<Updater, 'findTarget'>;
/** `releaseSha256` is of the target, whatever it states. */
type Found<S> =
  | { readonly ok: true; readonly value: S & { readonly releaseSha256: string } }
  | { readonly ok: false; readonly refusal: StatementRefusal };

/** The offer only says where to look; a stop is looked for wherever the service points. Refresh the updater first. */
export async function obtainStatements(updater: Finder, offer: Offer): Promise<ObtainedStatements> {
  const release = await find(updater, offer.release, 'release');
  if (!release.ok) return release;
  const { product, releaseId } = release.value.statement;
  const stop = await find(updater, stopPath(product, releaseId), 'stop');
  // A stop that cannot be looked up may be there: nothing is installed.
  if (!stop.ok && stop.refusal !== 'target-not-found') return stop;
  const found = { release: release.value, stopSeq: stop.ok ? stop.value.statement.seq : 0 };
  if (offer.direction === 'back') {
    if (offer.permit === null) return { ok: false, refusal: 'permit-missing' };
    const permit = await find(updater, offer.permit, 'permit');
    return permit.ok ? { ok: true, statements: { ...found, ceiling: null, permit: permit.value } } : permit;
  }
  const ceiling = await find(updater, offer.ceiling ?? '', 'ceiling');
  return ceiling.ok ? { ok: true, statements: { ...found, ceiling: ceiling.value, permit: null } } : ceiling;
}

async function find<K extends Statement['kind']>(
  updater: Finder,
  path: string,
  kind: K,
): Promise<Found<Signed<Extract<Statement, { kind: K }>>>> {
  const found = await updater.findTarget(path);
  if (!found.ok) return { ok: false, refusal: found.refusal };
  const parsed = parseStatement(path, found.target);
  if (!parsed.ok) return { ok: false, refusal: 'malformed-statement' };
  const statement = parsed.value;
  if (!isOfKind(statement, kind)) return { ok: false, refusal: 'statement-of-another-kind' };
  const { version, expiresMs } = found.head;
  return { ok: true, value: { statement, version, expiresMs, releaseSha256: encodeTargetDigest(found.target) } };
}

const isOfKind = <K extends Statement['kind']>(
  statement: Statement,
  kind: K,
): statement is Extract<Statement, { kind: K }> => statement.kind === kind;
