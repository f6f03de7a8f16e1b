// Finishes the upload of a file of symbols: there only once its bytes are what was said, and can be read.
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import type { Symbols } from '../domain/report/symbols/symbols.ts';
import type { Objects, UploadedPart, Uploads } from './ports/objects.ts';
import type { SymbolStore } from './ports/symbols.ts';
import { readIndex } from './symbolise-report.ts';

export type FinishSymbolsPorts = {
  readonly symbols: SymbolStore;
  readonly uploads: Uploads;
  readonly objects: Objects;
  readonly codec: TextCodec;
};

export type FinishSymbolsAnswer =
  | { readonly ok: true; readonly symbols: Symbols }
  | { readonly ok: false; readonly refusal: 'parts-unknown' | 'content-differs' | 'malformed-symbols' };

export async function finishSymbols(
  ports: FinishSymbolsPorts,
  stated: Symbols,
  parts: readonly UploadedPart[],
): Promise<FinishSymbolsAnswer> {
  const { id, objectKey, uploadId, sizeBytes, sha256 } = stated;
  if (uploadId === null) return { ok: true, symbols: stated };
  // An answer that was lost is asked for again: then the parts are joined already.
  const isJoined =
    (await ports.uploads.putJoined(objectKey, uploadId, parts)) || (await ports.objects.headObject(objectKey)) !== null;
  if (!isJoined) return { ok: false, refusal: 'parts-unknown' };
  const digest = await ports.objects.loadDigest(objectKey);
  if (digest?.sizeBytes !== sizeBytes || digest.sha256 !== sha256) return refuse(ports, objectKey, 'content-differs');
  const index = await readIndex(ports.objects, { objectKey, fileBytes: sizeBytes, decode: ports.codec.decode });
  const isStated = index?.kind === stated.kind && index.identity === stated.identity && index.name === stated.name;
  if (!isStated) return refuse(ports, objectKey, 'malformed-symbols');
  await ports.symbols.recordUploaded(id, uploadId);
  return { ok: true, symbols: { ...stated, uploadId: null } };
}

async function refuse(
  { objects }: FinishSymbolsPorts,
  objectKey: string,
  refusal: 'content-differs' | 'malformed-symbols',
): Promise<FinishSymbolsAnswer> {
  await objects.recordRemoved(objectKey);
  return { ok: false, refusal };
}
