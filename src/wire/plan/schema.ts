// The published JSON Schema of plan files (draft 2020-12), by which editors complete and check them.
import * as z from 'zod';
import { planShape } from './shape.ts';

/** One place of the schema, as far as errors and completion look at it. */
export type SchemaNode = z.core.JSONSchema.BaseSchema;

export const planJsonSchema: SchemaNode = z.toJSONSchema(planShape, { io: 'input', target: 'draft-2020-12' });

/** The schema of the value at a path, or null where the shape has no such place. */
export function findSchema(path: readonly PropertyKey[]): SchemaNode | null {
  return path.reduce<SchemaNode | null>((node, step) => {
    const next = typeof step === 'number' ? node?.items : node?.properties?.[String(step)];
    return isNode(next) ? next : null;
  }, planJsonSchema);
}

const isNode = (value: unknown): value is SchemaNode =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
