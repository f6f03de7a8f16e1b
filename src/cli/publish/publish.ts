// Publishes one build file: measure, draft, show, sign, upload, seal. Any step may be the last before Ctrl-C.
import { basename } from 'node:path';
import { build, buildDetails } from '../../wire/release/build.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { versionWords } from '../builds.ts';
import { openSigner } from '../keys/open-signer.ts';
import { loadProduct } from '../product-details.ts';
import type { Session } from '../session.ts';
import { signStatements } from '../signing/sign-statements.ts';
import type { Report } from '../terminal/printer.ts';
import { openProgress } from '../terminal/progress.ts';
import { good, name } from '../terminal/words.ts';
import { type MeasuredFile, measureFile } from './measure-file.ts';
import { prepareRelease } from './release-to-sign.ts';
import { checkFileName, parseContent, type PublishOptions } from './stated-content.ts';
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
  const body = { ...content, artifact: file.artifact };
  const drafted = await session.api().send('POST', '/v1/builds', reading(build), { body });
  if (drafted.state === 'sealed') {
    return { json: { ...drafted, wasSealed: true, partsSent: 0, partsKept: 0, ceiling: null }, lines: [[name(drafted.id), ` ${versionWords(drafted)} is already sealed; nothing was changed`]] };
  }
  const signer = await openSigner(session, { product: product.id, known: product.keys, name: wanted.key });
  const release = prepareRelease(content, file.artifact, drafted);
  const [envelope = ''] = await signStatements(session, { signer, statements: [release], isAgreed: wanted.isAgreed });
  const uploaded = await uploadFile(session, drafted.id, file);
  const seal = { body: { release: JSON.parse(envelope) } };
  const { release: _, ...sealed } = await session.api().send('POST', path`/v1/builds/${drafted.id}/seal`, reading(buildDetails), seal);
  return {
    json: { ...sealed, wasSealed: false, ...uploaded, ceiling: null },
    lines: [[good('Sealed'), ' ', name(sealed.id), ` ${versionWords(sealed)}`]],
  };
}

function measure({ surroundings }: Session, path: string, fileName: string): Promise<MeasuredFile> {
  const { interrupt } = surroundings;
  const showProgress = (totalBytes: number) => openProgress(surroundings, { label: 'Reading', totalBytes });
  return measureFile(path, { fileName, interrupt, showProgress });
}
