// The file that carries role files to a machine without a network and back: what is to be signed, and all it takes to judge it.
import * as z from 'zod';
import type { Result } from '../../domain/result.ts';
import { maxFileBytes } from '../../domain/trust/tuf/metadata.ts';
import { roleName } from '../release/trust.ts';
import { parseWith } from '../zod-problems.ts';

/** Role files are texts, so that their bytes stay as they were signed. */
const fileText = z.string().min(1).max(maxFileBytes.root);

const bundle = z.strictObject({
  format: z.literal('orange-friday-role-files-1'),
  /** Where they come from; for people. */
  service: z.string().max(500),
  /** From the root that was trusted first to the newest, without a gap. */
  roots: z.array(fileText).min(1).max(1_024),
  targets: fileText.nullable(),
  /** In the order in which they must be published. */
  files: z
    .array(z.strictObject({ role: roleName, file: fileText, published: fileText.nullable() }))
    .min(1)
    .max(16),
});

export type Bundle = z.output<typeof bundle>;

export const encodeBundle = (wanted: Omit<Bundle, 'format'>): string =>
  `${JSON.stringify({ format: 'orange-friday-role-files-1', ...wanted } satisfies Bundle, null, 2)}\n`;

/** Says what the file says; who signed what in it is another matter. */
export function parseBundle(text: string): Result<Bundle> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // No JSON is no bundle.
  }
  return parseWith(bundle, value);
}
