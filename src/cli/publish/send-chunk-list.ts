// Sends the digests of a file's chunks, by which devices refuse a damaged chunk as it arrives.
import { joinChunkDigests } from '../../domain/build/chunk-root.ts';
import { encodeChunkList } from '../../wire/release/chunk-list.ts';
import { path } from '../api/api-client.ts';
import { nothing } from '../api/service-answer.ts';
import type { Session } from '../session.ts';

/** The service keeps no list but the one that the release signs. Sending it again changes nothing. */
export const sendChunkList = (
  { api }: Session,
  buildId: string,
  { chunkDigests }: { readonly chunkDigests: readonly Uint8Array[] },
): Promise<unknown> =>
  api().send('PUT', path`/v1/builds/${buildId}/chunks`, nothing, {
    body: encodeChunkList(joinChunkDigests(chunkDigests)),
  });
