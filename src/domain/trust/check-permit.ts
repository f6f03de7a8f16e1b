// Says whether a signed permit lets a device go back from the image it runs to the image it is offered.
import type { PermitStatement } from '../build/permit-statement.ts';
import type { NamedRelease } from '../build/release-statement.ts';
import type { Signed } from '../build/signed.ts';

export type PermitRefusal =
  | 'permit-expired'
  | 'permit-for-another-target'
  | 'permit-for-another-source'
  | 'release-changed';
export type PermitCheck = { readonly ok: true } | { readonly ok: false; readonly refusal: PermitRefusal };

/** Both ends are named by image hash, and the goal by all that its release says: a permit for 1.1 to 1.0 opens no other door. */
export function checkPermit(question: {
  readonly permit: Signed<PermitStatement>;
  readonly release: NamedRelease;
  readonly installedSha256: string | null;
  readonly nowMs: number;
}): PermitCheck {
  const { permit, installedSha256, nowMs } = question;
  const { statement: release, releaseSha256 } = question.release;
  const { from, to, product, notAfterMs } = permit.statement;
  if (nowMs >= permit.expiresMs || nowMs > notAfterMs) return { ok: false, refusal: 'permit-expired' };
  const isTarget =
    product === release.product && to.releaseId === release.releaseId && to.imageSha256 === release.image.sha256;
  if (!isTarget) return { ok: false, refusal: 'permit-for-another-target' };
  if (to.releaseSha256 !== releaseSha256) return { ok: false, refusal: 'release-changed' };
  const isSource = from.some(({ imageSha256 }) => imageSha256 === installedSha256);
  return isSource ? { ok: true } : { ok: false, refusal: 'permit-for-another-source' };
}
