// Files of symbols as engineers upload and list them.
import * as z from 'zod';
import { maxPreparedBytes } from '../../domain/report/symbols/prepared.ts';
import { symbolKinds } from '../../domain/report/symbols/symbol-set.ts';
import type { Symbols } from '../../domain/report/symbols/symbols.ts';
import { buildName, slug } from '../names.ts';
import { pageOf, rowPageQuery } from './names.ts';

const fileLine = (most: number) =>
  z
    .string()
    .regex(
      new RegExp(`^[^\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]{1,${most}}$`, 'u'),
      'must not contain control characters',
    );

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hex');

export const symbols = z
  .object({
    id: z.int(),
    product: slug,
    build: z.string().nullable().describe('Id of its build; null for a file that traces call by its own identity.'),
    kind: z.enum(symbolKinds),
    identity: z
      .string()
      .describe('Build id, `pg_map_id`, debug id, or SHA-256 of a firmware; empty for a file without one.'),
    name: z.string().describe('Of the library or bundle.'),
    fileName: z.string(),
    sizeBytes: z.int(),
    sha256,
    isStored: z.boolean().describe('False while it is being uploaded.'),
    createdMs: z.int(),
  })
  .meta({ id: 'Symbols' });

export type SymbolsAnswer = z.output<typeof symbols>;

export const symbolsBody = z
  .object({
    product: slug,
    build: buildName
      .optional()
      .describe('Id, version or vendor string. May be left out where `identity` is not empty.'),
    kind: z.enum(symbolKinds),
    identity: z.string().regex(/^[0-9a-f]{0,128}$/, 'must be hex digits'),
    name: fileLine(200),
    fileName: fileLine(200),
    sizeBytes: z.int().min(1).max(maxPreparedBytes).describe('Of the prepared file, as docs/SYMBOLS.md describes it.'),
    sha256,
  })
  .meta({ id: 'UploadSymbols' });

export const symbolsUpload = z
  .object({
    symbols,
    partBytes: z.int().describe('Length of every part but the last.'),
    parts: z
      .array(z.object({ partNumber: z.int(), url: z.string() }))
      .describe('PUT each part to its address; none when it is there already.'),
    expiresS: z.int(),
  })
  .meta({ id: 'SymbolsUpload' });

export const symbolsQuery = rowPageQuery.extend({
  product: slug,
  build: buildName.optional().describe('The id of a build.'),
});

export const symbolsPage = pageOf(symbols);

export const encodeSymbols = ({ buildId, objectKey: _, uploadId, ...rest }: Symbols): z.input<typeof symbols> => ({
  ...rest,
  build: buildId,
  isStored: uploadId === null,
});
