// Brings a measured build file into storage: what is missing is sent, and the service compares what arrived.
import { deriveMissingParts } from '../../domain/build/parts.ts';
import { storedArtifact, uploadState } from '../../wire/release/build-upload.ts';
import { openApiClient, path } from '../api/api-client.ts';
import { reading, ServiceRefusal } from '../api/service-answer.ts';
import { CliError, interrupted } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { countWords } from '../terminal/figures.ts';
import { openProgress } from '../terminal/progress.ts';
import { faint } from '../terminal/words.ts';
import type { MeasuredFile } from './measure-file.ts';
import { sendChunkList } from './send-chunk-list.ts';
import { sendParts } from './send-parts.ts';

/** The service may have to read the whole object back: 64 GiB at 50 MiB/s are twenty minutes. */
const finishIdleMs = 30 * 60_000;

export type Uploaded = { readonly partsSent: number; readonly partsKept: number };

/** Resolves when storage holds the chunk list and the file, and the service has compared both. Throws a CliError, also at Ctrl-C. */
export async function uploadFile(session: Session, buildId: string, file: MeasuredFile): Promise<Uploaded> {
  await sendChunkList(session, buildId, file);
  for (let rounds = 1; ; rounds += 1) {
    const uploaded = await sendMissing(session, buildId, file);
    try {
      const stored = path`/v1/builds/${buildId}/upload/finish`;
      await session.api().send('POST', stored, reading(storedArtifact), { idleMs: finishIdleMs });
      return uploaded;
    } catch (cause) {
      // Storage forgets uploads that lay still for days: then everything is sent once more.
      if (rounds > 1 || !(cause instanceof ServiceRefusal) || cause.code !== 'upload-lost') throw cause;
    }
  }
}

async function sendMissing(session: Session, buildId: string, file: MeasuredFile): Promise<Uploaded> {
  const { surroundings } = session;
  const body = { joinedEtag: file.joinedEtag };
  const state = await session.api().send('POST', path`/v1/builds/${buildId}/upload`, reading(uploadState), { body });
  const { partSizeBytes, partCount, parts, isStored } = state;
  if (isStored) return { partsSent: 0, partsKept: partCount };
  if (partSizeBytes % file.artifact.chunkSizeBytes !== 0) throw oddParts(partSizeBytes);
  const { sizeBytes: totalBytes } = file.artifact;
  const partNumbers = deriveMissingParts({ sizeBytes: totalBytes, partSizeBytes }, parts);
  const keptBytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (parts.length > 0) session.printer.note(faint(`${parts.length} of ${partCount} parts are stored already.`));
  const progress = openProgress(surroundings, { label: 'Uploading', totalBytes, startBytes: keptBytes });
  let kept = parts.length;
  try {
    const api = openApiClient({ base: session.settings.url(), token: session.settings.token(), interrupt: never });
    const { interrupt } = surroundings;
    const onSent = (bytes: number) => progress.update(keptBytes + bytes);
    const onRecorded = () => {
      kept += 1;
    };
    await sendParts({ api, buildId, file, partSizeBytes, partNumbers, interrupt, onSent, onRecorded });
  } catch (cause) {
    if (!surroundings.interrupt.aborted) throw cause;
    throw interrupted(
      `Run the same command again: ${countWords(kept)} of ${countWords(partCount)} parts are stored and stay.`,
    );
  } finally {
    progress.stop();
  }
  return { partsSent: partNumbers.length, partsKept: parts.length };
}

const never = new AbortController().signal;

const oddParts = (partSizeBytes: number): CliError =>
  new CliError(`the service cuts parts of ${partSizeBytes} bytes, which are no whole chunks`, {
    code: 'unreadable-answer',
    fix: 'This tool and the service do not fit together: use the tool of the version that the service has.',
  });
