// Publishes one build file: measure, draft, show, sign, upload, seal. Any step may be the last before Ctrl-C.
import { basename } from 'node:path';
import { deriveBuildId } from '../../domain/build/build.ts';
import { build, buildDetails } from '../../wire/release/build.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { openSigner } from '../keys/open-signer.ts';
import { loadProduct, type ProductDetails } from '../product-details.ts';
import { prepareForDeparture, recordCeiling } from '../rollouts/missing-ceiling.ts';
import type { Session } from '../session.ts';
import { signStatements, type Unsigned } from '../signing/sign-statements.ts';
import type { Report } from '../terminal/printer.ts';
import { openProgress } from '../terminal/progress.ts';
import { type MeasuredFile, measureFile } from './measure-file.ts';
import { describePublished } from './published-lines.ts';
import { prepareRelease } from './release-to-sign.ts';
import { checkFileName, type PublishOptions, parseContent } from './stated-content.ts';
import { uploadFile } from './upload.ts';

export type Publishing = {
  readonly file: string;
  readonly fileName: string | undefined;
  readonly key: string | undefined;
  readonly isAgreed: boolean;
  readonly withCeiling: boolean;
  readonly stated: PublishOptions;
};

export async function publish(session: Session, wanted: Publishing): Promise<Report> {
  const product = await loadProduct(session);
  const content = parseContent(wanted.stated, product, session.settings.channel());
  const fileName = checkFileName(wanted.fileName ?? basename(wanted.file));
  const file = await measure(session, wanted.file, fileName);
  const drafted = await draft(session, { ...content, artifact: file.artifact });
  const release = drafted.state === 'sealed' ? null : prepareRelease(content, file.artifact, drafted);
  const departure = wanted.withCeiling ? await prepareDeparture(session, drafted) : null;
  const signed = await sign(session, { wanted, product, release, ceiling: departure?.unsigned ?? null });
  const uploaded = release === null ? { partsSent: 0, partsKept: 0 } : await uploadFile(session, drafted.id, file);
  const sealed = signed.release === null ? drafted : await seal(session, drafted.id, signed.release);
  const ceiling =
    departure === null || signed.ceiling === null
      ? null
      : await recordCeiling(session, drafted.id, departure.plan.id, signed.ceiling);
  return describePublished({ build: sealed, wasSealed: release === null, ...uploaded, ceiling });
}

function measure({ surroundings }: Session, path: string, fileName: string): Promise<MeasuredFile> {
  const { interrupt } = surroundings;
  const showProgress = (totalBytes: number) => openProgress(surroundings, { label: 'Reading  ', totalBytes });
  return measureFile(path, { fileName, interrupt, showProgress });
}

/** The same content again is the same draft, or the build that it became. */
const draft = ({ api }: Session, body: unknown) => api().send('POST', '/v1/builds', reading(build), { body });

type Draft = Awaited<ReturnType<typeof draft>>;

function prepareDeparture(session: Session, { product, channel, counter, createdMs, artifact, withdrawal }: Draft) {
  const id = deriveBuildId(product, counter);
  const waiting = { id, imageSha256: artifact.sha256, createdMs, product, channel };
  return withdrawal === null ? prepareForDeparture(session, waiting, false) : null;
}

type Signing = {
  readonly wanted: Publishing;
  readonly product: ProductDetails;
  readonly release: Unsigned | null;
  readonly ceiling: Unsigned | null;
};

/** Both at once, under one passphrase and one question; no key is opened when nothing is to be signed. */
async function sign(session: Session, { wanted, product, release, ceiling }: Signing) {
  const statements = [release, ceiling].filter((each) => each !== null);
  if (statements.length === 0) return { release: null, ceiling: null };
  const signer = await openSigner(session, { product: product.id, known: product.keys, name: wanted.key });
  const envelopes = await signStatements(session, { signer, statements, isAgreed: wanted.isAgreed });
  const envelopeOf = (statement: Unsigned | null): string | null =>
    statement === null ? null : (envelopes[statements.indexOf(statement)] ?? null);
  return { release: envelopeOf(release), ceiling: envelopeOf(ceiling) };
}

async function seal({ api }: Session, id: string, envelope: string): Promise<Draft> {
  const body = { release: JSON.parse(envelope) };
  const { release: _, ...sealed } = await api().send('POST', path`/v1/builds/${id}/seal`, reading(buildDetails), {
    body,
  });
  return sealed;
}
