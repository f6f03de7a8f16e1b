// A TUF repository on fakes, with the real keys, formats and verifier; a stock client reads whatever is published in it.
import { expect } from 'vitest';
import { webCryptoVerifier } from '../../src/adapters/system/signature-verifier.ts';
import { type AcceptAnswer, type AcceptPorts, acceptRoleFile } from '../../src/app/accept-role-file.ts';
import type { By } from '../../src/app/by.ts';
import type { Publication } from '../../src/app/ports/publication-effects.ts';
import type { Problem } from '../../src/domain/result.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import { readRoleName } from '../../src/domain/trust/repository/role-name.ts';
import { deriveFileMeta } from '../../src/domain/trust/repository/signed-file.ts';
import { trustFormat } from '../../src/http/shared/trust-ports.ts';
import { fakeTrustRecords } from '../fakes/trust-proposals.ts';
import { fakeTrustRepository } from '../fakes/trust-repository.ts';
import { dayMs, expectValue, nowMs, type SampleKey } from '../samples/statements.ts';
import { delegationsOf, fileOf, first, people, rootOf, type Signed, signed, signer } from '../samples/trust.ts';
import { openStockClient, type StockClient } from './stock-client.ts';

export type TrustWorld = ReturnType<typeof openTrustWorld>;

const expectedRoles = ['fw-nova', 'fw-nova-archive', 'rollout-nova', 'stop-nova'];

export const bob: By = { actor: 'bob', nowMs };

export function openTrustWorld() {
  const storage = fakeTrustRepository();
  const records = fakeTrustRecords();
  /** What took effect, in order; `problems` stands against everything while it is not empty. */
  const effects: Publication[] = [];
  const problems: Problem[] = [];
  const ports: AcceptPorts = {
    repository: storage.repository,
    format: trustFormat,
    verifier: webCryptoVerifier,
    signer: { ...signer },
    proposals: records.proposals,
    publications: records.publications,
    effects: {
      checkChanges: async () => problems,
      recordChanges: async (publication) => {
        effects.push(publication);
        return [];
      },
    },
  };
  let client: StockClient | null = null;

  /** Like a client in the field: it trusts the first root, and refreshes whenever a test publishes. */
  async function read(atMs = nowMs): Promise<void> {
    const root = storage.files.get('1.root.json');
    if (root === undefined || !storage.files.has('timestamp.json')) return;
    client ??= openStockClient(root, async (path) => storage.files.get(path) ?? null);
    await client.refresh(atMs);
    // tuf-js stumbles over a delegated role that has no file yet, so the walk begins when the last one is there.
    const listed = listedRoles();
    if (expectedRoles.every((name) => listed.includes(name))) {
      for (const name of expectedRoles) await client.findTarget(probeOf(name), atMs);
    }
  }

  /** Roles that the newest snapshot lists. */
  function listedRoles(): string[] {
    const [name] = listedSnapshot();
    const snapshot = JSON.parse(textOf(name)) as { signed: { meta: Record<string, { version: number }> } };
    return Object.keys(snapshot.signed.meta).map((file) => file.slice(0, -'.json'.length));
  }

  /** Name and version of the snapshot that the timestamp names. */
  function listedSnapshot(): [name: string, version: number] {
    const timestamp = JSON.parse(textOf('timestamp.json')) as {
      signed: { meta: { 'snapshot.json': { version: number } } };
    };
    const { version } = timestamp.signed.meta['snapshot.json'];
    return [`${version}.snapshot.json`, version];
  }

  const textOf = (name: string) => new TextDecoder().decode(storage.files.get(name));

  /** A path that nobody wrote, so that the search for it loads the role's file. */
  const probeOf = (name: string) => {
    const role = readRoleName(name);
    return `${role?.kind.replace('-archive', '')}/${role?.product}/probe`;
  };

  /** Sends a signed file; whatever is published is read by the stock client. */
  async function send(name: string, file: Signed, by: By = bob): Promise<AcceptAnswer> {
    const role = readRoleName(name);
    if (role === null) throw new Error(`${name} is no role`);
    const answer = await acceptRoleFile(ports, { role, ...file }, by);
    if (answer.ok && answer.state === 'published') await read(by.nowMs);
    return answer;
  }

  async function publish(name: string, file: Signed, by: By = bob): Promise<void> {
    expect([name, await send(name, file, by)]).toMatchObject([name, { ok: true, state: 'published' }]);
  }

  /** The ceremony: root, delegations, and an empty file of each role of nova. */
  async function begin(thresholds: { fw?: number; rollout?: number } = {}): Promise<void> {
    await publish('root', signed(rootOf(1), first(people.root)));
    await publish('targets', signed(delegationsOf(1, thresholds), first(people.targets)));
    await publish('stop-nova', signed(fileOf(1), ...people.stop));
    await publish('fw-nova', signed(fileOf(1), ...people.fw));
    await publish('fw-nova-archive', signed(fileOf(1, [], nowMs + 70 * dayMs), ...people.fw));
    await publish('rollout-nova', signed(fileOf(1), ...people.rollout));
  }

  /** Puts a snapshot and a timestamp in the place of the published ones, as whoever holds these keys could. */
  async function plantNewest(by: { snapshot: SampleKey | null; timestamp: SampleKey | null; version: number }) {
    const { encodeFile, encodeSnapshot, encodeTimestamp, parseFile } = trustFormat;
    const [before] = listedSnapshot();
    const present = expectValue(parseFile('snapshot', storage.files.get(before) ?? new Uint8Array())).content;
    const toClaim = ({ keyid, sig }: { keyid: string; sig: string }) => ({
      keyId: keyid,
      signature: fromHex(sig) ?? new Uint8Array(),
    });
    const snapshot = expectValue(encodeSnapshot({ ...present, version: by.version }));
    const signedSnapshot = by.snapshot?.sign(snapshot) ?? (await signer.signSnapshot(snapshot));
    const file = encodeFile(snapshot, [toClaim(signedSnapshot)]);
    const meta = deriveFileMeta(by.version, file);
    const expiresMs = nowMs + dayMs;
    const timestamp = expectValue(encodeTimestamp({ version: by.version, expiresMs, snapshot: meta }));
    const signedTimestamp = by.timestamp?.sign(timestamp) ?? (await signer.signTimestamp(timestamp));
    storage.files.set(`${by.version}.snapshot.json`, file);
    storage.files.set('timestamp.json', encodeFile(timestamp, [toClaim(signedTimestamp)]));
  }

  return {
    ...storage,
    plantNewest,
    records,
    ports,
    effects,
    problems,
    send,
    publish,
    begin,
    read,
    listedRoles,
    listedSnapshot,
    textOf,
    client: () => client,
    audited: () => records.audited.map(({ action, subject }) => `${action} ${subject}`),
    close: () => client?.close(),
  };
}
