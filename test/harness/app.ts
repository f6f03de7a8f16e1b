// The whole HTTP surface over a real database and storage in memory, with a clock that stands still.

import { mailLinks } from '../../src/adapters/signing/mail-links.ts';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { onlineSigner } from '../../src/adapters/signing/online-signer.ts';
import { serviceSecret } from '../../src/adapters/signing/service-secret.ts';
import { sessionSigner } from '../../src/adapters/signing/session-signer.ts';
import { testerSigner } from '../../src/adapters/signing/tester-signer.ts';
import { currentMap } from '../../src/adapters/system/current-map.ts';
import { systemDigest } from '../../src/adapters/system/digest.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { systemInflate } from '../../src/adapters/system/inflate.ts';
import { keyMeter } from '../../src/adapters/system/key-meter.ts';
import { knownTokens } from '../../src/adapters/system/known-tokens.ts';
import { loopMeter } from '../../src/adapters/system/loop-meter.ts';
import { webCryptoVerifier } from '../../src/adapters/system/signature-verifier.ts';
import { systemUnpack } from '../../src/adapters/system/unpack.ts';
import { composeStores } from '../../src/compose.ts';
import type { Role } from '../../src/domain/catalog/token.ts';
import { createApp } from '../../src/http/app.ts';
import type { Surroundings } from '../../src/http/shared/http-env.ts';
import type { Process } from '../../src/http/shared/parts.ts';
import { sha256Hex } from '../../src/http/shared/require-role.ts';
import { trustPorts } from '../../src/http/shared/trust-ports.ts';
import { fakeClock } from '../fakes/clock.ts';
import { fakeCourier } from '../fakes/courier.ts';
import { fakePostman } from '../fakes/postman.ts';
import { fakeReleaseMaps } from '../fakes/release-maps.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { fakeTrustRepository } from '../fakes/trust-repository.ts';
import { signer } from '../samples/trust.ts';
import { checkAnswer } from './answers.ts';
import { freshDatabase } from './database.ts';
import { novaRepository } from './nova-repository.ts';

export type TestApp = Awaited<ReturnType<typeof openTestApp>>;

const tokenOf = (name: string): string => `of_test_${name}`;

/** One app, one database; call `close` in `afterAll`. Every role has a token; `as` names whose. */
export async function openTestApp() {
  const database = await freshDatabase();
  const clock = fakeClock();
  const maps = fakeReleaseMaps();
  const storage = fakeStorage();
  const trust = fakeTrustRepository();
  const courier = fakeCourier();
  const postman = fakePostman();
  const stores = composeStores(database.db);
  const background: Promise<unknown>[] = [];
  const process: Process = {
    clock,
    entropy: systemEntropy,
    currentMap: currentMap(
      maps,
      () => clock.ms,
      () => {},
    ),
    releaseMaps: maps,
    objects: storage.objects,
    uploads: storage.uploads,
    passSigner: serviceSecret('ab'.repeat(32)),
    knownTokens: knownTokens(() => clock.ms),
    keyMeter: keyMeter(null, () => clock.ms),
    loopMeter: loopMeter(() => clock.ms),
    checkinQueue: null,
    foldPace: { isDue: () => true, recordEnd: () => {} },
    settlePace: { isDue: () => true, recordEnd: () => {} },
    reportRush: { begin: () => false, end: () => {}, isOn: () => false, recordMadeUp: () => {} },
    courier,
    postman,
    mailLinks: mailLinks('ab'.repeat(32)),
    deliverPace: { isDue: () => true, recordEnd: () => {} },
    messageSigner: messageSigner('ab'.repeat(32)),
    digest: systemDigest,
    unpack: systemUnpack,
    inflate: systemInflate,
    sessionSigner: sessionSigner('ab'.repeat(32)),
    testerSigner: testerSigner('ab'.repeat(32)),
    trustRepository: trust.repository,
    onlineSigner: onlineSigner({ snapshotKey: '5a'.repeat(32), timestampKey: '7e'.repeat(32) }),
    signatureVerifier: webCryptoVerifier,
  };
  const surroundings: Surroundings = {
    process,
    log: () => {},
    stores: () => stores,
    background: (work) => void background.push(work),
  };
  const app = createApp();

  /** Gives a name a token with a role; `product` narrows it to one. */
  async function addToken(name: string, role: Role, product: string | null = null) {
    const token = {
      name,
      role,
      productId: product,
      createdBy: 'test',
      createdMs: clock.ms,
      expiresMs: null,
      revokedMs: null,
    };
    const audit = { atMs: clock.ms, actor: 'test', action: 'token created', subject: name, details: '{}' };
    await stores.tokens.recordToken(token, await sha256Hex(tokenOf(name)), audit);
  }
  for (const role of ['operator', 'engineer', 'viewer', 'gateway', 'enroller', 'reporter'] as const)
    await addToken(role, role);

  /** Sends a request and holds the answer against the API document; `as` is the name of a token, `json` or `text` a body. */
  async function send(
    method: string,
    path: string,
    options: { as?: string; json?: unknown; text?: string; headers?: Record<string, string> } = {},
  ) {
    const headers: Record<string, string> = { ...options.headers };
    if (options.as !== undefined) headers.authorization = `Bearer ${tokenOf(options.as)}`;
    if (options.json !== undefined) headers['content-type'] = 'application/json';
    const text = options.json === undefined ? options.text : JSON.stringify(options.json);
    const body = text === undefined ? {} : { body: text };
    const response = await app.request(path, { method, headers, ...body }, surroundings);
    await checkAnswer(app, { method, path }, response);
    return response;
  }

  return {
    app,
    surroundings,
    clock,
    courier,
    postman,
    maps,
    storage,
    trust,
    /** What people sign and publish; takes effect in the database, and not yet in the release map. */
    repository: novaRepository(
      () => trustPorts(surroundings, signer),
      () => clock.ms,
    ),
    stores,
    database,
    addToken,
    send,
    /** Waits for what handlers left running behind their answers. */
    settle: () => Promise.all(background.splice(0)),
    close: database.drop,
  };
}
