// Reads a file that says which part of a fleet each model is: `{"n1": 60, "n2": 40}`, or a list that states crash ratios too.
import * as z from 'zod';
import type { FleetModel } from '../../domain/power/fleet.ts';
import { type Result, refuse } from '../../domain/result.ts';
import { modelName } from '../names.ts';
import { parseWith } from '../zod-problems.ts';

const maxCharacters = 65_536;
const share = z.number().min(0).max(1e9);
const named = z
  .record(modelName, share)
  .transform((shares): FleetModel[] =>
    Object.entries(shares).map(([model, part]) => ({ model, share: part, crash: 1 })),
  );
const listed = z
  .array(z.strictObject({ model: modelName, share, crash: z.number().min(0).max(100).default(1) }))
  .min(1)
  .max(64);

/** Shares of any size: what counts is their relation. How many models there may be, the fleet's own check says. */
export function parseFleetModels(text: string): Result<FleetModel[]> {
  if (text.length > maxCharacters) {
    const fix = `It has at most ${maxCharacters}.`;
    return refuse({ where: '$', what: `has ${text.length} characters`, fix });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse({ where: '$', what: 'is no JSON', fix: 'Write JSON.' });
  }
  return Array.isArray(value) ? parseWith(listed, value) : parseWith(named, value);
}
