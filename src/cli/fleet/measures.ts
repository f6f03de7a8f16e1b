// What a simulated device measures of itself: values of its own that last, times what its build does to them.
import type { Dice } from './dice.ts';
import { type Fault, timesOf } from './fault.ts';

/** As the `metrics` of a check-in name them. */
export type Measures = {
  readonly bootS: number;
  readonly batteryPercentPerH: number;
  readonly freeStorageBytes: number;
};

/** The middle device and the spread of logarithms, as in the simulator's world `metrics`. */
const usual = {
  bootS: { middle: 20, spread: 0.3 },
  batteryPercentPerH: { middle: 2.5, spread: 0.5 },
  freeStorageBytes: { middle: 3e10, spread: 0.8 },
} as const;

/** Null for the share of devices whose client measures nothing. */
export function drawMeasures(dice: Dice, share: number): Measures | null {
  const measures = {
    bootS: draw(dice, usual.bootS),
    batteryPercentPerH: draw(dice, usual.batteryPercentPerH),
    freeStorageBytes: draw(dice, usual.freeStorageBytes),
  };
  return dice.isBelow(share) ? measures : null;
}

type Place = { readonly version: string; readonly model: string };

/** `sinceMs` is counted from the boot. */
export function measure(measures: Measures, faults: readonly Fault[], at: Place, sinceMs: number): Measures {
  const times = (kind: 'boot' | 'drain' | 'storage') => timesOf(faults, kind, at, sinceMs);
  return {
    bootS: roundTo(100, measures.bootS * times('boot')),
    batteryPercentPerH: roundTo(100, measures.batteryPercentPerH * times('drain')),
    freeStorageBytes: Math.round(measures.freeStorageBytes * times('storage')),
  };
}

/** A log-logistic value, whose standard deviation of logarithms is the spread. */
function draw(dice: Dice, { middle, spread }: { readonly middle: number; readonly spread: number }): number {
  const share = Math.min(0.999, Math.max(0.001, dice.roll()));
  return middle * Math.exp(((spread * Math.sqrt(3)) / Math.PI) * Math.log(share / (1 - share)));
}

const roundTo = (parts: number, value: number): number => Math.round(value * parts) / parts;
