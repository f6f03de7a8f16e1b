// Round a reboot: says that it comes, and afterwards confirms the build that runs or notes that the device fell back.
import type { Memory } from './ports.ts';
import type { Device } from './update.ts';

/**
 * Says that the device restarts into its pending build now, so that its next word is due within the hour. Call it at the
 * restart itself and have it sent before: a word that waits for its user makes a good build look like a brick.
 */
export async function announceRestart(device: Pick<Device, 'memory' | 'report'>): Promise<void> {
  const { pending } = await device.memory.load();
  if (pending !== null) await device.report({ build: pending.version, outcome: 'restarting' });
}

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
    // Whether the other slot holds the whole build, half of it or one that does not boot, nobody knows.
    await device.memory.save({ ...memory, pending: null, otherCounter: null });
    await device.report({ build: pending.version, outcome: 'failed', reason: 'fell back to the old slot' });
    return 'fell-back';
  }
  await device.memory.save(confirmPending(memory, pending));
  await device.report({ build: pending.version, outcome: 'confirmed' });
  return 'confirmed';
}

/** What ran before is in the other slot now; which of two slots with one version runs, nobody can tell. */
function confirmPending(memory: Memory, pending: NonNullable<Memory['pending']>): Memory {
  const { version, counter, imageSha256 } = pending;
  const otherCounter = version === memory.version ? null : memory.counter;
  const wantedFloor = Math.max(memory.wantedFloor, pending.securityFloor);
  // A floor above either slot would leave the device nothing to fall back to (properties 42).
  const securityFloor = Math.max(memory.securityFloor, Math.min(wantedFloor, counter, otherCounter ?? 0));
  return { ...memory, version, counter, imageSha256, otherCounter, wantedFloor, securityFloor, pending: null };
}
