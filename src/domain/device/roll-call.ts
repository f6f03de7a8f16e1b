// Chooses the one check-in a day after which a device has to speak again, whatever it runs (gates.md 1.3 f).
import { deviceKey } from './device.ts';
import { hourMs, hourOf } from './hour.ts';
import type { DeviceWindow } from './window.ts';

const dayMs = 24 * hourMs;

/**
 * Whether this hour's check-in is the device's first since the hour that a hash chose for it on this day or the day
 * before. Chosen by the device's name, so neither build nor behaviour can choose it.
 */
export function isAsked({ product, deviceId, hourMs: at }: DeviceWindow, sinceMs: number): boolean {
  const beforeMs = hourOf(sinceMs);
  const key = deviceKey(product, deviceId);
  const today = Math.floor(at / dayMs);
  return [today, today - 1].some((day) => {
    const chosenMs = day * dayMs + (hashOf(`${key}/${day}`) % 24) * hourMs;
    return beforeMs < chosenMs && chosenMs <= at;
  });
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo; public domain), finished as in MurmurHash3, since its low bits mix badly. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
