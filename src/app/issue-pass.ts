// Makes the pass of a device: the signed proof of its cohorts that its polls carry.
import type { Device } from '../domain/device/device.ts';
import { derivePassCohorts, derivePassExpiry, deriveSharedSince, type Memberships } from '../domain/device/pass.ts';
import { maxPassCohorts, type PassSigner } from './ports/pass-signer.ts';

export type Pass = {
  readonly cohorts: readonly string[];
  /** Null for a device without cohorts: its polls are everybody's, and cached for everybody. */
  readonly pass: string | null;
  /** When to ask for another, whether there is one now or not. */
  readonly passExpiresMs: number;
};

export function issuePass(
  signer: PassSigner,
  { device, memberships }: { readonly device: Device; readonly memberships: Memberships },
  nowMs: number,
): Pass {
  const { product } = device;
  const cohorts = deriveSharedSince(derivePassCohorts(memberships, device, maxPassCohorts), nowMs);
  const passExpiresMs = derivePassExpiry(nowMs);
  const pass = cohorts.length === 0 ? null : signer.signPass({ product, cohorts, expiresMs: passExpiresMs });
  return { cohorts: cohorts.map(({ cohort }) => cohort), pass, passExpiresMs };
}
