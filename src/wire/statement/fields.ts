// Fields that several statements share, each bounded and in its one allowed spelling.
import * as z from 'zod';
import { isReleaseId, type ReleaseId } from '../../domain/build/names.ts';
import type { Problem } from '../../domain/result.ts';

export const releaseId = z.custom<ReleaseId>((value) => typeof value === 'string' && isReleaseId(value), {
  error: 'Write a release id: lower-case letters, digits and hyphens',
});

export const hexDigest = (bits: 256 | 512) => z.string().regex(bits === 256 ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{128}$/);

export const positiveInteger = z.int().min(1);
export const naturalInteger = z.int().min(0);

/** Milliseconds since 1970, up to the year 9999: what the TUF time of a role can say too. */
export const epochMs = z.int().min(0).max(253_402_300_799_000);

/** Words for people, of the characters that canonical JSON takes. */
export const plainText = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^[ !#-[\]-~]+$/, 'must be printable ASCII without quotation mark and backslash');

/** A path that does not say what its statement says. */
export const pathProblem = (path: string, wanted: string): Problem => ({
  where: `signed.targets[${JSON.stringify(path)}]`,
  what: 'is not the path of what it says',
  fix: `Sign it under ${wanted}.`,
});
