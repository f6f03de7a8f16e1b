// Kinds of values in world files, each within bounds.
import * as z from 'zod';

export const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,39}$/,
    'must be 1 to 40 of a-z, 0-9, dot, dash and underscore, beginning with a letter or digit',
  );
export const say = (description: string) => ({ description });
export const share = (description: string) => z.number().min(0).max(1).meta(say(description));
export const ratio = (description: string) => z.number().min(0).max(1000).meta(say(description));
export const hour = (description: string) => z.int().min(0).max(2000).meta(say(description));
export const hours = (description: string) => z.int().min(1).max(2000).meta(say(description));
export const modelNames = z.array(name).min(1).max(64);
export const groupNames = z.array(name).min(1).max(16);
export const arm = z.enum(['new', 'control', 'both']);
