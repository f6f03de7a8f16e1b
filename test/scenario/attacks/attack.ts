// An intruder with every secret of the service: rewrites the release map, the repository and storage, and answers the device as it likes.
import { answerPoll } from '../../../src/app/answer-poll.ts';
import { loadMapTrust } from '../../../src/app/load-map-trust.ts';
import type { PassSigner } from '../../../src/app/ports/pass-signer.ts';
import { tendRepository } from '../../../src/app/tend-repository.ts';
import type { Web } from '../../../src/device/ports.ts';
import { deriveReadyChannel } from '../../../src/domain/rollout/offer.ts';
import type { ReleaseMap } from '../../../src/domain/rollout/release-map.ts';
import { deriveDigest } from '../../../src/domain/trust/repository/signed-file.ts';
import type { FileMeta, Root, Snapshot, Targets, Timestamp } from '../../../src/domain/trust/tuf/metadata.ts';
import type { SignatureClaim } from '../../../src/domain/trust/verify.ts';
import { encodePollAnswer } from '../../../src/wire/device/poll-answer.ts';
import { encodeEnvelope } from '../../../src/wire/statement/envelope.ts';
import { encodeReleaseDigest } from '../../../src/wire/trust/release-digest.ts';
import { encodeRootPayload } from '../../../src/wire/trust/root.ts';
import { encodeSnapshotPayload } from '../../../src/wire/trust/snapshot.ts';
import { encodeTargetsPayload } from '../../../src/wire/trust/targets.ts';
import { encodeTimestampPayload } from '../../../src/wire/trust/timestamp.ts';
import { since } from '../../samples/fleet.ts';
import { fileOf as sealedFile } from '../../samples/repository.ts';
import { dayMs, expectValue, nowMs, type SampleKey, sampleKey } from '../../samples/statements.ts';
import { imagesResponse } from './bodies.ts';
import { ceilingOf, digestOf, listOf, pathOf, releaseOf } from './releases.ts';
import { openService, storedImages, storedLists, type World } from './world.ts';

/** `SNAPSHOT_KEY` and `TIMESTAMP_KEY` as test/samples/trust.ts gives them to the service. */
export const stolen = { snapshot: sampleKey(0x5a), timestamp: sampleKey(0x7e) };
/** A key of the intruder's own, which nobody lists. */
export const mallory = sampleKey(0x66);

/** What the intruder wants to see installed. */
export const evilBytes = Uint8Array.from({ length: 9_000 }, (_, at) => (at * 13 + 5) % 241);
export const evilSha = digestOf(evilBytes);
const evilImage = {
  fileName: 'evil.img',
  lengthBytes: evilBytes.length,
  sha256: evilSha,
  sha512: digestOf(evilBytes, 'sha512'),
};
export const evilRelease = releaseOf(66, { image: evilImage, chunkRoot: digestOf(listOf(evilBytes)) });
export const evilCeiling = ceilingOf(66, { imageSha256: evilSha, releaseSha256: encodeReleaseDigest(evilRelease) });

export type Request = {
  readonly path: string;
  readonly from: number /** Exclusive; null for all. */;
  readonly until: number | null;
  readonly signal: AbortSignal | null;
};
export type Answer = (request: Request) => Response;

export const encodeJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

export function openAttack(world: World, map: ReleaseMap) {
  const service = openService(world.present);
  const bends: { readonly pattern: RegExp; readonly answer: Answer }[] = [];
  const attack = {
    world,
    /** The service's own programs, which the intruder may run as well. */
    service,
    /** Everything in storage, to be changed at will. */
    files: service.files,
    images: storedImages().set(evilSha, evilBytes),
    lists: storedLists().set(evilRelease.chunkRoot, listOf(evilBytes)),
    /** The release map that polls are answered from. */
    map: structuredClone(map) as Mutable<ReleaseMap>,
    hasUsedKeys: false,
    /** Cohorts that the service finds the device in, whatever pass it has. */
    cohorts: [] as string[],
    /** Answers requests whose path matches; what was said last counts. */
    bend: (pattern: RegExp, answer: Answer) => void bends.unshift({ pattern, answer }),
    /** Answers polls with this offer. */
    tempt: (offer: Partial<RawOffer>) =>
      attack.bend(/^\/v1\/updates\//, () => Response.json({ ...rawOffer(attack.files), ...offer })),
    ...forging(service.files, () => {
      attack.hasUsedKeys = true;
    }),
    /** Runs the service's hourly work over what is in storage now. */
    async tick() {
      attack.hasUsedKeys = true;
      await tendRepository(service.ports, nowMs);
    },
    /** Writes a file with these signatures into the database as one that waits, and sends it in. */
    async submit(role: string, content: Targets, signatures: readonly SignatureClaim[]) {
      const payloadBytes = expectValue(encodeTargetsPayload(content));
      const { version } = content;
      const row = { role, version, digest: deriveDigest(payloadBytes), payloadBytes, signatures };
      const audit = { actor: 'mallory', action: 'role file signed', subject: role, atMs: nowMs, details: '' };
      await service.records.proposals.recordProposal({ ...row, createdBy: 'mallory', createdMs: nowMs }, audit);
      return service.send(role, { payloadBytes, signatures });
    },
  };
  const web: Web = async (url, init) => {
    const { pathname: path } = new URL(url);
    const [, first = '0', last = ''] = /bytes=(\d+)-(\d*)/.exec(new Headers(init?.headers).get('range') ?? '') ?? [];
    const [from, until] = [Number(first), last === '' ? null : Number(last) + 1];
    const bend = bends.find(({ pattern }) => pattern.test(path));
    if (bend !== undefined) return bend.answer({ path, from, until, signal: init?.signal ?? null });
    if (path.startsWith('/v1/updates/')) return answerHonestly(path, attack, service.ports);
    if (path.startsWith('/v1/artifacts/')) return imagesResponse(attack.images, path, from);
    if (path.startsWith('/v1/chunks/')) return imagesResponse(attack.lists, path, from);
    const bytes = attack.files.get(decodeURIComponent(path.slice('/repository/'.length)));
    return bytes === undefined ? new Response(null, { status: 404 }) : new Response(new Uint8Array(bytes));
  };
  return { ...attack, attack, web };
}

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
export type Attack = ReturnType<typeof openAttack>['attack'];

/** The service's own answer to a poll, by the map that the intruder may have rewritten. */
async function answerHonestly(
  path: string,
  { map, cohorts }: { map: ReleaseMap; cohorts: readonly string[] },
  ports: Parameters<typeof loadMapTrust>[0],
): Promise<Response> {
  const passSigner = { checkPass: () => ({ ok: true, cohorts: since(...cohorts) }) } as unknown as PassSigner;
  const [, , , product = '', channel = '', model = '', build = '', bucket = ''] = path.split('/');
  const channels = new Map(map.channels.map((each) => [`${each.product}/${each.channel}`, deriveReadyChannel(each)]));
  const trust = await loadMapTrust(ports, null).catch(() => null);
  const loadCurrentMap = () => ({ ...map, channels, trust });
  const currentMap = { loadCurrentMap, loadAgeMs: () => 0, refreshCurrentMap: async () => {} };
  const poll = { product, channel, model, build, bucket: Number(bucket), pass: 'minted', region: null, locale: null };
  const answer = answerPoll({ currentMap, passSigner }, poll, nowMs);
  if (answer.kind !== 'answered') return new Response(null, { status: 404 });
  const { body, etag } = encodePollAnswer(answer.decision, answer);
  return new Response(body, { headers: { etag } });
}

export type RawOffer = ReturnType<typeof rawOffer>;

/** An offer of the evil image, with the timestamp that is in storage. */
function rawOffer(files: ReadonlyMap<string, Uint8Array>) {
  const trust: unknown = { root: 1, timestamp: JSON.parse(new TextDecoder().decode(files.get('timestamp.json'))) };
  return {
    kind: 'offer',
    direction: 'forward',
    rollout: 7,
    build: { id: 'nova-66', version: '1.66.0', vendorVersion: null, counter: 66 },
    release: pathOf(evilRelease) as unknown,
    ceiling: pathOf(evilCeiling) as unknown,
    permit: null as unknown,
    artifacts: [artifactOf(evilSha)] as unknown,
    trust,
    pollAfterS: 60 as unknown,
    pollJitterS: 6,
  };
}

export const artifactOf = (sha256: string, changes: object = {}) => ({
  kind: 'full',
  fileName: 'image.img',
  sizeBytes: 9_000,
  sha256,
  fromBuild: null,
  url: `/v1/artifacts/${sha256}`,
  ...changes,
});

export type Relisted = { readonly snapshot?: Partial<Snapshot>; readonly timestamp?: Partial<Timestamp> };

/** Writing role files and listing them, with the stolen keys of the service. */
function forging(files: Map<string, Uint8Array>, onKeys: () => void) {
  const signedOf = (name: string) => JSON.parse(new TextDecoder().decode(files.get(name))).signed;
  const metaOf = (version: number, bytes: Uint8Array): FileMeta => ({
    version,
    lengthBytes: bytes.length,
    hashes: { sha256: digestOf(bytes) },
  });

  /** What storage lists now, by role. */
  function listed(): { version: number; meta: Map<string, FileMeta> } {
    const { version } = signedOf('timestamp.json').meta['snapshot.json'];
    const { meta } = signedOf(`${version}.snapshot.json`);
    const entries = Object.entries<{ version: number; length: number; hashes: { sha256: string } }>(meta);
    return {
      version,
      meta: new Map(
        entries.map(([file, each]) => [
          file.slice(0, -'.json'.length),
          { version: each.version, lengthBytes: each.length, hashes: each.hashes },
        ]),
      ),
    };
  }

  /** Signs the next timestamp, over the same snapshot unless told otherwise. */
  function stamp(change: Partial<Timestamp>): void {
    onKeys();
    const { version } = signedOf('timestamp.json');
    const now = listed().version;
    const snapshot = metaOf(now, files.get(`${now}.snapshot.json`) ?? new Uint8Array());
    const next = { version: version + 1, expiresMs: nowMs + dayMs, snapshot, ...change };
    files.set('timestamp.json', sealedFile(encodeTimestampPayload(next), stolen.timestamp));
  }

  return {
    listed,
    metaOf,
    stamp,
    /** Writes `bytes` as this version of a role, over whatever is there. */
    plant(role: string, version: number, bytes: Uint8Array): [string, FileMeta] {
      files.set(`${version}.${role}.json`, bytes);
      return [role, metaOf(version, bytes)];
    },
    /** Signs a snapshot that lists these files and a timestamp that lists the snapshot. */
    relist(changed: readonly (readonly [string, FileMeta | null])[], { snapshot, timestamp }: Relisted = {}): void {
      onKeys();
      const before = listed();
      for (const [role, meta] of changed) {
        if (meta === null) before.meta.delete(role);
        else before.meta.set(role, meta);
      }
      const next = { version: before.version + 1, expiresMs: nowMs + 14 * dayMs, meta: before.meta, ...snapshot };
      const bytes = sealedFile(encodeSnapshotPayload(next), stolen.snapshot);
      files.set(`${next.version}.snapshot.json`, bytes);
      stamp({ snapshot: metaOf(next.version, bytes), ...timestamp });
    },
  };
}

/** A role file, whoever signs it. */
export const forge = (content: Targets | Root, ...keys: readonly SampleKey[]): Uint8Array =>
  sealedFile('roles' in content ? encodeRootPayload(content) : encodeTargetsPayload(content), ...keys);

/** The same content under signatures of any spelling. */
export const forgeWith = (content: Targets, signatures: readonly { keyid: string; sig: string }[]): Uint8Array =>
  new TextEncoder().encode(encodeEnvelope(expectValue(encodeTargetsPayload(content)), signatures));
