// What one signal measures on some rows: both e-processes, what was counted, and what is missing.
import type { Interval } from './band.ts';

export type Missing = 'no-exposure' | 'no-control' | 'none-due';

export type Measure = {
  readonly harmLogE: number;
  readonly safety: { readonly logE: number; readonly best: number; readonly bets: number };
  /** In `unit`s. */
  readonly counted: { readonly events: number; readonly exposure: number };
  readonly control: { readonly events: number; readonly exposure: number } | null;
  readonly unit: 'device-hours' | 'devices';
  /** A ratio to control, or a share of devices; `null` where nothing can be divided. */
  readonly estimate: number | null;
  readonly interval: Interval | null;
  readonly tolerance: number;
  /** The estimate lies over the tolerance, on more than a few events, and the evidence leans to harm (an e-value above 1; gates.md 5, point 5). */
  readonly isOver: boolean;
  readonly missing: Missing | null;
  /** Nats that a healthy build adds to the safety evidence with each unit of exposure. */
  readonly growth: number;
};

/** What the whole policy says to each measure. `isShown` asks for the interval, which costs the most. */
export type MeasureOptions = { readonly alpha: number; readonly minDevices: number; readonly isShown: boolean };

/** Fewer events than this say nothing about an estimate: the least that the simulated peers looked at (gates.md 4). */
export const fewEvents = 5;
