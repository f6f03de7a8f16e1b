// The list of an artifact's chunk digests as an engineer's machine sends it.
import * as z from 'zod';
import { maxChunkCount } from '../../domain/build/chunk-root.ts';
import { hexOf } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';

const maxDigits = maxChunkCount * 64;

export const chunkListBody = z
  .object({
    digests: z
      .string()
      .max(maxDigits)
      .regex(/^(?:[0-9a-f]{64})+$/, 'must be SHA-256 digests in lower-case hex, joined')
      .meta({
        description: `The SHA-256 digest of each chunk in order, 64 lower-case hex digits each and nothing between them; at most ${maxChunkCount} chunks.`,
        example: '00'.repeat(32),
      }),
  })
  .meta({ id: 'ChunkList' });

export const encodeChunkList = (list: Uint8Array): z.input<typeof chunkListBody> => ({ digests: hexOf(list) });

/** The bytes of a body that the schema has taken. */
export const parseChunkList = ({ digests }: z.output<typeof chunkListBody>): Uint8Array =>
  fromHex(digests) ?? new Uint8Array();
