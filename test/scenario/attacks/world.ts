// The world that is attacked: a service on fakes with the real publishing, a repository that people filled, and its history.
import { onlineSigner } from '../../../src/adapters/signing/online-signer.ts';
import { webCryptoVerifier } from '../../../src/adapters/system/signature-verifier.ts';
import { type AcceptPorts, acceptRoleFile } from '../../../src/app/accept-role-file.ts';
import { deriveDelegations } from '../../../src/domain/trust/repository/first-files.ts';
import { deriveLifeMs } from '../../../src/domain/trust/repository/life.ts';
import { readRoleName } from '../../../src/domain/trust/repository/role-name.ts';
import type { Targets } from '../../../src/domain/trust/tuf/metadata.ts';
import { trustFormat } from '../../../src/http/shared/trust-ports.ts';
import { fakeTrustRecords } from '../../fakes/trust-proposals.ts';
import { fakeTrustRepository } from '../../fakes/trust-repository.ts';
import { dayMs, nowMs, type SampleKey, sampleKey } from '../../samples/statements.ts';
import { fileOf, people, roleOf, rootOf, type Signed, signed, signer } from '../../samples/trust.ts';
import {
  ceilingOf,
  digestOf,
  imageOf,
  listOf,
  narrowCeiling,
  releaseOf,
  releases,
  roleFile,
  rolloutsBut42,
  shaOf,
  stops,
  vega,
  wideCeiling,
} from './releases.ts';

export type Files = ReadonlyMap<string, Uint8Array>;
export type Thresholds = { readonly people: 1 | 2 };

/** As `orange init` does it: each product has keys of its own. */
const vegaPeople = {
  fw: [sampleKey(81), sampleKey(82)],
  rollout: [sampleKey(83), sampleKey(84)],
  stop: [sampleKey(85)],
} as const;
const peopleOf = (product: string) => (product === 'vega' ? vegaPeople : people);

/** Who signs a role's file so that it counts, whatever the threshold. */
export const signersOf = (role: string): readonly SampleKey[] => {
  if (role === 'root') return people.root.slice(0, 2);
  if (role === 'targets') return people.targets;
  const [kind, product = ''] = role.split('-');
  const { fw, rollout, stop } = peopleOf(product);
  if (kind === 'fw') return fw.slice(0, 2);
  return kind === 'rollout' ? rollout : stop;
};

export const rootAt = (version: number, { people: threshold }: Thresholds, changes = {}) =>
  rootOf(
    version,
    { root: roleOf(people.root, threshold), targets: roleOf(people.targets, threshold), ...changes },
    nowMs - dayMs,
  );

export const delegations = ({ people: threshold }: Thresholds): Targets['delegations'] =>
  ['nova', 'vega'].flatMap((product) =>
    deriveDelegations(product, {
      fw: roleOf(peopleOf(product).fw, threshold),
      rollout: roleOf(peopleOf(product).rollout, threshold),
      stop: roleOf(peopleOf(product).stop),
    }),
  );

/** A service over a copy of these files. */
export function openService(files: Files, keys = signer) {
  const storage = fakeTrustRepository();
  for (const [name, bytes] of files) storage.files.set(name, bytes);
  const records = fakeTrustRecords();
  const ports: AcceptPorts = {
    repository: storage.repository,
    format: trustFormat,
    verifier: webCryptoVerifier,
    signer: keys,
    proposals: records.proposals,
    publications: records.publications,
    effects: { checkChanges: async () => [], recordChanges: async () => [] },
  };

  async function send(name: string, file: Signed, atMs = nowMs) {
    const role = readRoleName(name);
    if (role === null) throw new Error(`${name} is no role`);
    return acceptRoleFile(ports, { role, ...file }, { actor: 'ada', nowMs: atMs });
  }

  /** People publish; that it fails would be a fault of the story. */
  async function publish(name: string, file: Signed, atMs = nowMs): Promise<void> {
    const answer = await send(name, file, atMs);
    if (!answer.ok || answer.state !== 'published') throw new Error(`${name}: ${JSON.stringify(answer)}`);
  }
  return { files: storage.files, ports, records, send, publish };
}

export type Service = ReturnType<typeof openService>;

const counters = () => [39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, nextCounter];

/** Bytes of every image in storage, by sha256. */
export const storedImages = (): Map<string, Uint8Array> =>
  new Map(counters().map((each) => [shaOf(each), imageOf(each)]));

/** Every chunk list in storage, by its own digest. */
export const storedLists = (): Map<string, Uint8Array> =>
  new Map(
    counters()
      .map((each) => listOf(imageOf(each)))
      .map((list) => [digestOf(list), list]),
  );

/** Everything that an honest service published: `past` is before the stops and before the ceiling of 42 was narrowed. */
export type World = { readonly thresholds: Thresholds; readonly past: Files; readonly present: Files };

export async function buildWorld(thresholds: Thresholds): Promise<World> {
  const service = openService(new Map());
  const pastMs = nowMs - 7_200_000;
  const put = (name: string, file: Targets, atMs: number) =>
    service.publish(name, signed(file, ...signersOf(name)), atMs);
  await service.publish('root', signed(rootAt(1, thresholds), ...signersOf('root')), pastMs);
  const targets = { version: 1, expiresMs: nowMs + deriveLifeMs('targets') - dayMs, targets: new Map() };
  await put('targets', { ...targets, delegations: delegations(thresholds) }, pastMs);
  for (const product of ['nova', 'vega']) {
    await put(`stop-${product}`, fileOf(1), pastMs);
    await put(`fw-${product}-archive`, fileOf(1), pastMs);
  }
  await put('fw-nova', roleFile(1, releases), pastMs);
  await put('fw-vega', roleFile(1, vega.releases), pastMs);
  await put('rollout-vega', roleFile(1, vega.rollouts), pastMs);
  await put('rollout-nova', roleFile(1, [wideCeiling, ...rolloutsBut42]), pastMs);
  const past = new Map(service.files);
  await put('stop-nova', roleFile(2, stops), nowMs);
  await put('rollout-nova', roleFile(2, [narrowCeiling, ...rolloutsBut42]), nowMs);
  return { thresholds, past, present: new Map(service.files) };
}

/** The release that people publish when the attack is over. */
export const nextCounter = 60;

const freshKeys = onlineSigner({ snapshotKey: '5b'.repeat(32), timestampKey: '7f'.repeat(32) });

/** People go on as if nothing had been; `isRotated` when the keys of the service were stolen, which they then replace. */
export async function recover(world: World, isRotated: boolean): Promise<Service> {
  const service = openService(world.present, isRotated ? freshKeys : signer);
  if (isRotated) {
    const { snapshotKey, timestampKey } = service.ports.signer.loadPublicKeys();
    const keys = {
      snapshot: { keys: [snapshotKey], threshold: 1 },
      timestamp: { keys: [timestampKey], threshold: 1 },
    };
    await service.publish('root', signed(rootAt(2, world.thresholds, keys), ...signersOf('root')));
  }
  const put = (name: string, file: Targets) => service.publish(name, signed(file, ...signersOf(name)));
  await put('fw-nova', roleFile(2, [...releases, releaseOf(nextCounter)]));
  await put('rollout-nova', roleFile(3, [narrowCeiling, ...rolloutsBut42, ceilingOf(nextCounter)]));
  return service;
}
