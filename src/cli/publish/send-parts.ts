// Sends the missing parts of a build file, four at a time, and records each as soon as storage has it.
import type { FileHandle } from 'node:fs/promises';
import { derivePartBytes } from '../../domain/build/parts.ts';
import { partUrls } from '../../wire/release/build-upload.ts';
import { type ApiClient, path } from '../api/api-client.ts';
import { nothing, reading } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import { type MeasuredFile, openBuildFile } from './measure-file.ts';
import { readPartPieces } from './part-pieces.ts';
import { sendPart } from './send-part.ts';

/** More do not help: four fill the line or the disk already (measured: domain/build/parts.ts). */
const partsAtOnce = 4;

export type Sending = {
  /** Not ended by Ctrl-C: a part that has arrived is recorded even then. */
  readonly api: ApiClient;
  readonly buildId: string;
  readonly file: MeasuredFile;
  readonly partSizeBytes: number;
  readonly partNumbers: readonly number[];
  readonly interrupt: AbortSignal;
  /** Told the bytes of all these parts that are sent; goes back when a part begins again. */
  readonly onSent: (bytes: number) => void;
  readonly onRecorded: (partNumber: number) => void;
};

/** When one part fails the others are given up, and nothing goes on behind the error. */
export async function sendParts(sending: Sending): Promise<void> {
  const handle = await openBuildFile(sending.file.path);
  const failing = new AbortController();
  const giveUp = AbortSignal.any([sending.interrupt, failing.signal]);
  const waiting = [...sending.partNumbers];
  const sentBytes = new Map<number, number>();
  const onPartSent = (partNumber: number, bytes: number): void => {
    sentBytes.set(partNumber, bytes);
    sending.onSent([...sentBytes.values()].reduce((sum, each) => sum + each, 0));
  };
  const sendWaiting = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const partNumber = next;
      const onSent = (bytes: number) => onPartSent(partNumber, bytes);
      await sendOne(sending, { partNumber, handle, giveUp, onSent });
    }
  };
  const failEach = (cause: unknown): never => {
    failing.abort();
    throw cause;
  };
  const senders = Array.from({ length: partsAtOnce }, () => sendWaiting().catch(failEach));
  try {
    await Promise.all(senders);
  } finally {
    await Promise.allSettled(senders);
    await handle.close();
  }
}

type Part = {
  readonly partNumber: number;
  readonly handle: FileHandle;
  readonly giveUp: AbortSignal;
  readonly onSent: (bytes: number) => void;
};

async function sendOne({ api, buildId, file, partSizeBytes, onRecorded }: Sending, part: Part): Promise<void> {
  const { partNumber, handle, giveUp, onSent } = part;
  const sizeBytes = derivePartBytes({ sizeBytes: file.artifact.sizeBytes, partSizeBytes }, partNumber);
  const range = { startBytes: (partNumber - 1) * partSizeBytes, lengthBytes: sizeBytes };
  const etag = await sendPart({
    sign: () => signPart(api, buildId, partNumber),
    read: () => ({ lengthBytes: sizeBytes, pieces: readPartPieces(handle, file, range, onSent) }),
    interrupt: giveUp,
  });
  const body = { parts: [{ partNumber, etag, sizeBytes }] };
  await api.send('POST', path`/v1/builds/${buildId}/upload/parts`, nothing, { body });
  onRecorded(partNumber);
}

async function signPart(api: ApiClient, buildId: string, partNumber: number): Promise<string> {
  const body = { partNumbers: [partNumber] };
  const { urls } = await api.send('POST', path`/v1/builds/${buildId}/upload/urls`, reading(partUrls), { body });
  const [first] = urls;
  if (first !== undefined) return first.url;
  throw new CliError('the service signed no URL for a part', {
    code: 'unreadable-answer',
    fix: 'Run the same command again.',
  });
}
