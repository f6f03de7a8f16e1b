// After a reboot: confirms the build that runs, or notes that the device fell back to the old slot.
import type { Device } from './update.ts';

export type BootOutcome = 'confirmed' | 'fell-back' | 'nothing-pending';

/**
 * `runningVersion` is what the booted slot says it is. Counter and security floor rise only here, after the build has
 * proved that it boots; going back lowers the counter to the permitted build, never the floor.
 */
export async function confirmBoot(
  device: Pick<Device, 'memory' | 'report' | 'staging'>,
  runningVersion: string,
): Promise<BootOutcome> {
  const memory = await device.memory.load();
  const { pending } = memory;
  if (pending === null) return 'nothing-pending';
  await device.staging.discard();
  if (pending.version !== runningVersion) {
    await device.memory.save({ ...memory, pending: null });
    await device.report({ build: pending.version, outcome: 'failed', reason: 'fell back to the old slot' });
    return 'fell-back';
  }
  const { version, counter, imageSha256 } = pending;
  const securityFloor = Math.max(memory.securityFloor, pending.securityFloor);
  await device.memory.save({ ...memory, version, counter, imageSha256, securityFloor, pending: null });
  await device.report({ build: version, outcome: 'confirmed' });
  return 'confirmed';
}
