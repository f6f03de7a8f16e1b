// What the HTTP tests of publishing share: product nova with its key, and an engineer's machine that speaks the API.

import { type BuildContent, deriveRelease } from '../../src/domain/build/build.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { contentOf, image } from '../samples/builds.ts';

/** The app with products nova and other, a key for nova, and engineers who may act on one of them only. */
export async function openPublishingApp(): Promise<TestApp> {
  const test = await openTestApp();
  const { catalog } = test.stores;
  const audit = { atMs: 1, actor: 'test', action: 'set up', subject: 'nova', details: '{}' };
  for (const id of ['nova', 'other']) {
    await catalog.recordProduct({ id, name: id, createdMs: 1 }, audit);
    for (const model of ['n1', 'n2']) await catalog.recordModel(id, { id: model, name: model }, audit);
    await catalog.recordChannel(id, { id: 'stable', timetable: null, pollS: 60 }, 1, audit);
  }
  await test.addToken('of-nova', 'engineer', 'nova');
  await test.addToken('of-other', 'engineer', 'other');
  return test;
}

/** Drafts a build and answers its id. */
export async function draft(test: TestApp, changes: Partial<BuildContent> = {}): Promise<string> {
  const response = await test.send('POST', '/v1/builds', { as: 'engineer', json: contentOf(changes) });
  const { id } = (await response.json()) as { id: string };
  return id;
}

type SignedParts = { urls: { partNumber: number; url: string }[] };

/** Sends a body of one part and records it. */
export async function sendPart(test: TestApp, id: string, body: Uint8Array = image): Promise<void> {
  const at = `/v1/builds/${id}/upload`;
  await test.send('POST', at, { as: 'engineer', json: {} });
  const signed = await test.send('POST', `${at}/urls`, { as: 'engineer', json: { partNumbers: [1] } });
  const { urls } = (await signed.json()) as SignedParts;
  const etag = await test.storage.sendPart(urls[0]?.url ?? '', body);
  const parts = [{ partNumber: 1, etag, sizeBytes: body.length }];
  await test.send('POST', `${at}/parts`, { as: 'engineer', json: { parts } });
}

/** Uploads the artifact of a draft; answers the finishing response. */
export async function upload(test: TestApp, id: string, body: Uint8Array = image): Promise<Response> {
  await sendPart(test, id, body);
  return test.send('POST', `/v1/builds/${id}/upload/finish`, { as: 'engineer' });
}

/** Publishes the release of a stored draft. */
export async function seal(test: TestApp, id: string): Promise<void> {
  const build = await test.stores.builds.loadBuild(id);
  if (build === null) throw new Error(`there is no build ${id}`);
  await test.repository.state(deriveRelease(build));
}

/** The last word of a problem's type. */
export async function codeOf(response: Response): Promise<string> {
  const { type } = (await response.json()) as { type: string };
  return type.replace('/problems/', '');
}
