// The port to the service's own secret: cohort passes and device tokens, signed at enrolment and checked without a database.
import type { Membership } from '../../domain/rollout/cohort.ts';

/** Eight names of 40 characters keep a pass below the 512 a poll may carry. */
export const maxPassCohorts = 8;

export type PassRefusal = 'malformed-pass' | 'forged-pass' | 'expired-pass' | 'pass-of-another-product';
export type PassCheck =
  | { readonly ok: true; readonly cohorts: readonly Membership[] }
  | { readonly ok: false; readonly refusal: PassRefusal };

export type DeviceIdentity = { readonly product: string; readonly deviceId: string };
export type DeviceTokenCheck =
  | { readonly ok: true; readonly identity: DeviceIdentity }
  | { readonly ok: false; readonly refusal: 'malformed-token' | 'forged-token' };

export type PassSigner = {
  /** Equal arguments give equal passes, so that members of the same cohorts share one poll URL. At most `maxPassCohorts`, in any order. */
  signPass(pass: { product: string; cohorts: readonly Membership[]; expiresMs: number }): string;
  /** Cheap for a pass seen before: the hot path of polls. */
  checkPass(pass: string, product: string, nowMs: number): PassCheck;
  signDeviceToken(identity: DeviceIdentity): string;
  checkDeviceToken(token: string): DeviceTokenCheck;
};
