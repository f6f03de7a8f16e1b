// The device's own rules on a signed release: right device, right source, not expired, never back without a permit.
import semver from 'semver';
import type { PermitStatement } from '../build/permit-statement.ts';
import type { NamedRelease, ReleaseStatement } from '../build/release-statement.ts';
import type { Signed } from '../build/signed.ts';
import { checkPermit, type PermitRefusal } from './check-permit.ts';

/** What the device knows of itself, kept where an update cannot change it. */
export type DeviceState = {
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  /** The installed build as semver, or null when it is none that was ever published. */
  readonly version: string | null;
  /** sha256 of the installed image where known. */
  readonly imageSha256: string | null;
  /** Counter of the newest build this device has confirmed; 0 before the first. */
  readonly counter: number;
  readonly securityFloor: number;
};

export type ReleaseRefusal =
  | 'release-expired'
  | 'another-product'
  | 'another-channel'
  | 'model-not-listed'
  | 'below-security-floor'
  | 'counter-too-low'
  | 'source-not-accepted'
  | 'base-not-listed'
  | PermitRefusal;

export type ReleaseCheck = { readonly ok: true } | { readonly ok: false; readonly refusal: ReleaseRefusal };

/**
 * Signatures are checked before. `nowMs` is read once an update and is the later of the device's clock and the newest
 * time it verified. With a permit the device may go back and the release need not accept its source, since the permit
 * names both ends; the security floor holds all the same.
 */
export function checkRelease(question: {
  readonly release: NamedRelease;
  readonly device: DeviceState;
  readonly permit?: Signed<PermitStatement> | null;
  readonly nowMs: number;
}): ReleaseCheck {
  const { device, nowMs, permit = null } = question;
  const release = question.release.statement;
  const refuse = (refusal: ReleaseRefusal): ReleaseCheck => ({ ok: false, refusal });
  if (nowMs >= question.release.expiresMs) return refuse('release-expired');
  if (release.product !== device.product) return refuse('another-product');
  if (release.channel !== device.channel) return refuse('another-channel');
  if (!release.models.includes(device.model)) return refuse('model-not-listed');
  if (release.counter < device.securityFloor) return refuse('below-security-floor');
  if (!hasBase(release, device)) return refuse('base-not-listed');
  if (permit !== null)
    return checkPermit({ permit, release: question.release, installedSha256: device.imageSha256, nowMs });
  if (release.counter < device.counter) return refuse('counter-too-low');
  return isSourceAccepted(release.accepts, device.version) ? { ok: true } : refuse('source-not-accepted');
}

/** A delta put onto any other image than those it was made from is no build at all. */
const hasBase = ({ baseHashes }: ReleaseStatement, { imageSha256 }: DeviceState): boolean =>
  baseHashes === undefined || (imageSha256 !== null && baseHashes.includes(imageSha256));

/** Pre-releases count as what they are in semver's order: 1.3.0-beta.1 is inside `>=1.2.0`. */
export function isSourceAccepted(accepts: string, version: string | null): boolean {
  if (accepts === '*') return true;
  return version !== null && semver.satisfies(version, accepts, { includePrerelease: true });
}
