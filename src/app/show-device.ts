// Shows a device with the cohorts of its next pass and its last installs.
import type { Attempt } from '../domain/device/attempt.ts';
import type { Device } from '../domain/device/device.ts';
import { derivePassCohorts } from '../domain/device/pass.ts';
import type { Devices } from './ports/devices.ts';
import type { DeviceIdentity } from './ports/pass-signer.ts';
import { maxPassCohorts } from './ports/pass-signer.ts';

export type ShownDevice = {
  readonly device: Device;
  readonly cohorts: readonly string[];
  readonly attempts: readonly Attempt[];
};

export async function showDevice(
  ports: { readonly devices: Devices },
  { product, deviceId }: DeviceIdentity,
): Promise<ShownDevice | null> {
  const [device, memberships, attempts] = await Promise.all([
    ports.devices.loadDevice(product, deviceId),
    ports.devices.loadMemberships(product, deviceId),
    ports.devices.loadAttempts(product, deviceId),
  ]);
  if (device === null) return null;
  const cohorts = derivePassCohorts(memberships, device, maxPassCohorts).map(({ cohort }) => cohort);
  return { device, cohorts, attempts };
}
