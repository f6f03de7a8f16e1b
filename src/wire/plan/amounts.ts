// How amounts are written in a plan file: durations, percentages and ratios, each with its description for the schema.
import * as z from 'zod';

const secondsPerUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

// Description and examples belong to what people write, so they stand before a transform, where the schema sees them.
export type About<T> = { readonly description: string; readonly examples: T[] };

export const duration = (about: About<string>) =>
  z
    .string()
    .regex(/^\d{1,7}[smhd]$/, 'must be a whole number and s, m, h or d')
    .meta(about)
    .transform((text) => Number(text.slice(0, -1)) * (secondsPerUnit[text.slice(-1)] ?? 0));

/** Two decimals of a percent, so that the plan's digest needs no fractions. */
export const percent = (about: About<string>) =>
  z
    .string()
    .regex(/^\d{1,3}(\.\d{1,2})?%$/, 'must be a percentage with at most two decimals')
    .meta(about)
    .transform((text) => Number((Number(text.slice(0, -1)) / 100).toFixed(4)));

/** What is finer than a hundredth is rounded. */
export const ratio = (about: About<number>) =>
  z
    .number()
    .meta(about)
    .transform((value) => Math.round(value * 100) / 100);
