// Counts a simulated fleet: who runs what.
import type { SimulatedDevice } from './simulated-device.ts';

export type Census = {
  readonly devices: number;
  readonly updating: number;
  readonly silent: number;
  /** Devices by version, and in it by model. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

export function countFleet(devices: readonly SimulatedDevice[]): Census {
  const versions: Record<string, Record<string, number>> = {};
  for (const { version, model } of devices) {
    const models = versions[version] ?? {};
    models[model] = (models[model] ?? 0) + 1;
    versions[version] = models;
  }
  return {
    devices: devices.length,
    updating: devices.filter(({ update }) => update !== null).length,
    silent: devices.filter(({ isBricked }) => isBricked).length,
    versions,
  };
}
