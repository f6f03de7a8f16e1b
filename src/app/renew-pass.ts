// Gives a device that asks a pass of its cohorts as they are now.

import { issuePass, type Pass } from './issue-pass.ts';
import type { Devices } from './ports/devices.ts';
import type { DeviceIdentity, PassSigner } from './ports/pass-signer.ts';

export type RenewPassAnswer =
  | ({ readonly ok: true } & Pass)
  | { readonly ok: false; readonly refusal: 'unknown-device' | 'device-blocked' };

export async function renewPass(
  ports: { readonly devices: Devices; readonly passSigner: PassSigner },
  { product, deviceId }: DeviceIdentity,
  nowMs: number,
): Promise<RenewPassAnswer> {
  const [device, memberships] = await Promise.all([
    ports.devices.loadDevice(product, deviceId),
    ports.devices.loadMemberships(product, deviceId),
  ]);
  if (device === null) return { ok: false, refusal: 'unknown-device' };
  if (device.isBlocked) return { ok: false, refusal: 'device-blocked' };
  return { ok: true, ...issuePass(ports.passSigner, { device, memberships }, nowMs) };
}
