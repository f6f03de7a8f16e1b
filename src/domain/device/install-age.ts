// How long a device has had the build under trial: young installs crash more on any build, and some faults begin late.
import type { Side } from './arm.ts';
import { hourMs, hourOf } from './hour.ts';

/** The rollout whose build a device ran last with an offer, and the hour in which it was first heard to. */
export type Trial = { readonly rolloutId: number; readonly sinceMs: number };

/**
 * At least so many hours; 6 also where nobody asks, as of control. Before that caches are cold and processes start anew
 * (gates.md 4, the first six hours), and from 24 on the gate judges devices once more by their age.
 */
const installAges = [0, 6, 24, 48, 72] as const;
export type InstallAge = (typeof installAges)[number];

/** Of devices that have nothing to tell by their age. */
export const settledAge: InstallAge = 6;

type Heard = { readonly side: Side; readonly heardMs: number };

/**
 * The trial after some words: of two rollouts the later, of two hours of it the earlier. The same in any order of words,
 * so a device that goes back and installs again keeps its first hour.
 */
export function nextTrial(present: Trial | null, heard: readonly Heard[]): Trial | null {
  let trial = present;
  for (const { side, heardMs } of heard) {
    if (side.arm !== 'new' || (trial !== null && side.rolloutId < trial.rolloutId)) continue;
    const sinceMs = hourOf(heardMs);
    if (trial?.rolloutId === side.rolloutId && trial.sinceMs <= sinceMs) continue;
    trial = { rolloutId: side.rolloutId, sinceMs };
  }
  return trial;
}

/** Null where the trial says nothing about this side: what is known of its age stays. */
export function deriveInstallAge({ rolloutId, arm }: Side, at: number, trial: Trial | null): InstallAge | null {
  if (arm !== 'new' || trial?.rolloutId !== rolloutId) return null;
  const hours = (at - trial.sinceMs) / hourMs;
  return installAges.findLast((age) => age <= hours) ?? 0;
}
