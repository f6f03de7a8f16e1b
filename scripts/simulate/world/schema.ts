// The published JSON Schema of world files (draft 2020-12).
import * as z from 'zod';
import { worldShape } from './shape.ts';

export const worldJsonSchema = z.toJSONSchema(worldShape, { io: 'input', target: 'draft-2020-12' });
