// The world of a publishing engineer on fakes: product nova with its key, builds, storage, and a machine that sends parts.

import { webCryptoVerifier } from '../../src/adapters/system/signature-verifier.ts';
import { beginUpload } from '../../src/app/begin-upload.ts';
import type { By } from '../../src/app/by.ts';
import { draftBuild } from '../../src/app/draft-build.ts';
import { finishUpload } from '../../src/app/finish-upload.ts';
import { recordParts } from '../../src/app/record-parts.ts';
import { signParts } from '../../src/app/sign-parts.ts';
import type { Build, BuildContent } from '../../src/domain/build/build.ts';
import { trustFormat } from '../../src/http/shared/trust-ports.ts';
import { fakeBuilds } from '../fakes/builds.ts';
import { fakeCatalog } from '../fakes/catalog.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { fakeTrustRecords } from '../fakes/trust-proposals.ts';
import { fakeTrustRepository } from '../fakes/trust-repository.ts';
import { novaRepository } from '../harness/nova-repository.ts';
import { contentOf, image } from '../samples/builds.ts';
import { nowMs } from '../samples/statements.ts';
import { signer } from '../samples/trust.ts';

export const by: By = { actor: 'ada', nowMs };

export async function openPublishing() {
  const store = fakeBuilds();
  const catalog = fakeCatalog((product) => store.nextCounter(product));
  const storage = fakeStorage();
  const trust = fakeTrustRepository();
  const ports = {
    ...store,
    ...storage,
    catalog,
    repository: trust.repository,
    format: trustFormat,
    verifier: webCryptoVerifier,
  };
  const audit = { atMs: 1, actor: 'test', action: 'set up', subject: 'nova', details: '{}' };
  await catalog.recordProduct({ id: 'nova', name: 'Nova', createdMs: 1 }, audit);
  for (const id of ['n1', 'n2']) await catalog.recordModel('nova', { id, name: id }, audit);
  for (const id of ['stable', 'beta'])
    await catalog.recordChannel('nova', { id, timetable: null, pollS: 60 }, 1, audit);

  async function draft(changes: Partial<BuildContent> = {}): Promise<Build> {
    const answer = await draftBuild(ports, contentOf(changes), by);
    if (!answer.ok) throw new Error(answer.refusal);
    return answer.build;
  }

  /** Begins an upload and sends the given parts of the body; answers the upload as it was begun. */
  async function send(buildId: string, body: Uint8Array, options: { only?: number[]; joinedEtag?: string } = {}) {
    const begun = await beginUpload(ports, { buildId, joinedEtag: options.joinedEtag ?? null }, by);
    if (!begun.ok) throw new Error(begun.refusal);
    const { partSizeBytes, partCount } = begun.upload;
    const partNumbers = options.only ?? Array.from({ length: partCount }, (_, index) => index + 1);
    const signed = await signParts(ports, { buildId, partNumbers });
    if (!signed.ok) throw new Error(signed.refusal);
    for (const { partNumber, url } of signed.urls) {
      const part = body.subarray((partNumber - 1) * partSizeBytes, partNumber * partSizeBytes);
      const parts = [{ partNumber, etag: await storage.sendPart(url, part), sizeBytes: part.length }];
      const answer = await recordParts(ports, { buildId, parts });
      if (!answer.ok) throw new Error(answer.refusal);
    }
    return begun.upload;
  }

  /** A draft whose artifact is stored and compared. */
  async function stored(changes: Partial<BuildContent> = {}, body: Uint8Array = image): Promise<Build> {
    const { id } = await draft(changes);
    await send(id, body);
    const answer = await finishUpload(ports, id, by);
    if (!answer.ok) throw new Error(answer.refusal);
    return (await store.builds.loadBuild(id)) ?? draft(changes);
  }

  const records = fakeTrustRecords();
  const effects = { checkChanges: async () => [], recordChanges: async () => [] };
  /** What people sign and publish; nothing takes effect by it here. */
  const repository = novaRepository(
    () => ({ ...ports, ...records, signer, effects }),
    () => nowMs,
  );

  return {
    ports,
    repository,
    store,
    storage,
    draft,
    send,
    stored,
    audited: () => store.audited.map(({ action, subject }) => `${action} ${subject}`),
  };
}

export type Publishing = Awaited<ReturnType<typeof openPublishing>>;
