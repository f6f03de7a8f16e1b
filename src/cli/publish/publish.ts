// Publishes one build file: measure, draft, show, sign, upload, publish. Any step may be the last before Ctrl-C.
import { basename } from 'node:path';
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import { build } from '../../wire/release/build.ts';
import { reading } from '../api/service-answer.ts';
import { loadBuild } from '../builds.ts';
import { loadProduct } from '../product-details.ts';
import { prepareForDeparture } from '../rollouts/missing-ceiling.ts';
import { nameRelease, readSignedBuild } from '../rollouts/signed-build.ts';
import type { Session } from '../session.ts';
import { openProgress } from '../terminal/progress.ts';
import { type OpenRepository, requireRepository } from '../trust/open-repository.ts';
import { sendStatements, signStatements } from '../trust/statement-files.ts';
import { type MeasuredFile, measureFile } from './measure-file.ts';
import { describePublished, type PublishedReport } from './published-lines.ts';
import { prepareRelease } from './release-to-sign.ts';
import { checkFileName, type PublishOptions, parseContent } from './stated-content.ts';
import { uploadFile } from './upload.ts';

export type Publishing = {
  readonly file: string;
  readonly fileName: string | undefined;
  readonly isAgreed: boolean;
  readonly withCeiling: boolean;
  readonly stated: PublishOptions;
};

export async function publish(session: Session, wanted: Publishing): Promise<PublishedReport> {
  const product = await loadProduct(session);
  const content = parseContent(wanted.stated, product, session.settings.channel());
  const fileName = checkFileName(wanted.fileName ?? basename(wanted.file));
  const file = await measure(session, wanted.file, fileName);
  const repository = await requireRepository(session);
  const drafted = await draft(session, { ...content, artifact: file.artifact });
  const wasSealed = drafted.state === 'sealed';
  const release = wasSealed ? null : prepareRelease(content, file.artifact, drafted);
  const departure = wanted.withCeiling ? await prepareDeparture(session, repository, { drafted, release }) : null;
  const statements = [release, departure?.ceiling ?? null].filter((each) => each !== null);
  const signed = await signStatements(session, statements, wanted.isAgreed);
  const uploaded = wasSealed ? { partsSent: 0, partsKept: 0 } : await uploadFile(session, drafted.id, file);
  const files = signed === null ? [] : await sendStatements(session, signed);
  const { release: _, ...shown } = await loadBuild(session, drafted.id);
  const isCeilingOut = files.some(({ role, state }) => role.startsWith('rollout-') && state === 'published');
  const ceiling = departure === null || !isCeilingOut ? null : { plan: departure.plan.id, seq: departure.ceiling.seq };
  return describePublished({ build: shown, wasSealed, ...uploaded, ceiling, files });
}

function measure({ surroundings }: Session, path: string, fileName: string): Promise<MeasuredFile> {
  const { interrupt } = surroundings;
  const showProgress = (totalBytes: number) => openProgress(surroundings, { label: 'Reading  ', totalBytes });
  return measureFile(path, { fileName, interrupt, showProgress });
}

/** The same content again is the same draft, or the build that it became. */
const draft = ({ api }: Session, body: unknown) => api().send('POST', '/v1/builds', reading(build), { body });

type Draft = Awaited<ReturnType<typeof draft>>;

/** `release` is what is about to be signed; null where it was signed before. */
async function prepareDeparture(
  session: Session,
  repository: OpenRepository,
  { drafted, release }: { readonly drafted: Draft; readonly release: ReleaseStatement | null },
) {
  const { product, channel, createdMs, withdrawal } = drafted;
  if (withdrawal !== null) return null;
  const named = release === null ? await readSignedBuild(repository, drafted) : nameRelease(release);
  const build = { ...named, createdMs, product, channel };
  return prepareForDeparture(session, repository, { build, isStrict: false });
}
