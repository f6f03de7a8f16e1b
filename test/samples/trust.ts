// People's keys and role files for tests of the TUF repository: an empty one of product nova, and statements to put into it.

import { onlineSigner } from '../../src/adapters/signing/online-signer.ts';
import type { ReleaseStatement } from '../../src/domain/build/release-statement.ts';
import type { StopStatement } from '../../src/domain/build/stop-statement.ts';
import { fromHex } from '../../src/domain/trust/hex.ts';
import { deriveDelegations } from '../../src/domain/trust/repository/first-files.ts';
import { deriveLifeMs } from '../../src/domain/trust/repository/life.ts';
import { deriveReleaseTargetPath } from '../../src/domain/trust/repository/target-name.ts';
import type { RoleKeys, Root, Target, Targets } from '../../src/domain/trust/tuf/metadata.ts';
import type { SignatureClaim } from '../../src/domain/trust/verify.ts';
import { encodeCanonical } from '../../src/wire/canonical-json.ts';
import { ceilingForm } from '../../src/wire/statement/ceiling.ts';
import { permitForm } from '../../src/wire/statement/permit.ts';
import { releaseForm } from '../../src/wire/statement/release.ts';
import { stopForm } from '../../src/wire/statement/stop.ts';
import type { WireTarget } from '../../src/wire/statement/target.ts';
import { encodeTargetDigest } from '../../src/wire/trust/release-digest.ts';
import { encodeRootPayload } from '../../src/wire/trust/root.ts';
import { encodeTargetsPayload } from '../../src/wire/trust/targets.ts';
import {
  ceiling,
  dayMs,
  expectValue,
  nowMs,
  permit,
  release,
  type SampleKey,
  sampleKey,
  sampleReleaseId,
} from './statements.ts';

export const people = {
  root: [sampleKey(21), sampleKey(22), sampleKey(23)],
  targets: [sampleKey(31), sampleKey(32)],
  fw: [sampleKey(41), sampleKey(42), sampleKey(43)],
  rollout: [sampleKey(51), sampleKey(52)],
  stop: [sampleKey(61)],
} as const;

/** As test/harness/app.ts gives the service. */
export const onlineSeeds = { snapshotKey: '5a'.repeat(32), timestampKey: '7e'.repeat(32) };
export const signer = onlineSigner(onlineSeeds);
export const online = signer.loadPublicKeys();

export const first = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error('the list is empty');
  return one;
};

const bare = ({ keyId, publicKey }: SampleKey) => ({ keyId, publicKey });

/** A role of these people. */
export const roleOf = (keys: readonly SampleKey[], threshold = 1): RoleKeys => ({ keys: keys.map(bare), threshold });

export const rootOf = (version: number, changes: Partial<Root['roles']> = {}, madeMs = nowMs): Root => ({
  version,
  expiresMs: madeMs + deriveLifeMs('root'),
  consistentSnapshot: true,
  roles: {
    root: roleOf(people.root),
    targets: roleOf(people.targets),
    snapshot: { keys: [online.snapshotKey], threshold: 1 },
    timestamp: { keys: [online.timestampKey, bare(sampleKey(71))], threshold: 1 },
    ...changes,
  },
});

/** `fw`, `rollout` and `stop` of nova with these thresholds. */
export const delegationsOf = (version: number, { fw = 1, rollout = 1 } = {}, madeMs = nowMs): Targets => ({
  version,
  expiresMs: madeMs + deriveLifeMs('targets'),
  targets: new Map(),
  delegations: deriveDelegations('nova', {
    fw: roleOf(people.fw, fw),
    rollout: roleOf(people.rollout, rollout),
    stop: roleOf(people.stop),
  }),
});

/** A product's role file; 80 days fit into the life of each. */
export const fileOf = (
  version: number,
  targets: readonly (readonly [string, Target])[] = [],
  expiresMs = nowMs + 80 * dayMs,
): Targets => ({
  version,
  expiresMs,
  targets: new Map(targets),
  delegations: [],
});

const toTarget = ([path, { length, hashes, custom }]: readonly [string, WireTarget]): [string, Target] => [
  path,
  { lengthBytes: length, hashes, custom },
];

/** Release nova-<counter>, as it stands among targets. */
export function releaseTarget(counter: number, changes: Partial<ReleaseStatement> = {}): [string, Target] {
  const releaseId = sampleReleaseId(`nova-${counter}`);
  const statement = { ...release, releaseId, version: `1.${counter}.0`, counter, securityFloor: 0, ...changes };
  const [path, target] = releaseForm.encodeTarget(statement);
  const named = { product: statement.product, releaseId: statement.releaseId, fileName: statement.image.fileName };
  return [deriveReleaseTargetPath(named), toTarget([path, target])[1]];
}

/** Of `releaseTarget(42)`, which the ceiling and the permit name. */
const releaseSha256 = encodeTargetDigest(releaseTarget(42)[1]);

export const ceilingTarget = (changes: Partial<typeof ceiling> = {}): [string, Target] =>
  toTarget(ceilingForm.encodeTarget({ ...ceiling, releaseSha256, ...changes }));

export const permitTarget = (changes: Partial<typeof permit> = {}): [string, Target] =>
  toTarget(permitForm.encodeTarget({ ...permit, to: { ...permit.to, releaseSha256 }, ...changes }));

export const stopStatement: StopStatement = {
  kind: 'stop',
  product: 'nova',
  releaseId: release.releaseId,
  action: 'halt',
  reason: 'boots into a loop',
  seq: 1,
};

export const stopTarget = (changes: Partial<StopStatement> = {}): [string, Target] =>
  toTarget(stopForm.encodeTarget({ ...stopStatement, ...changes }));

export type Signed = { readonly payloadBytes: Uint8Array; readonly signatures: readonly SignatureClaim[] };

const claimOf = (key: SampleKey, payload: Uint8Array): SignatureClaim => {
  const { keyid, sig } = key.sign(payload);
  return { keyId: keyid, signature: fromHex(sig) ?? new Uint8Array() };
};

/** The file as these people signed it. */
export function signed(content: Root | Targets, ...keys: readonly SampleKey[]): Signed {
  return signBytes(expectValue('roles' in content ? encodeRootPayload(content) : encodeTargetsPayload(content)), keys);
}

/** The file with fields that no role of ours has, as these people signed it. */
export function signedWith(
  more: Readonly<Record<string, unknown>>,
  content: Root | Targets,
  ...keys: readonly SampleKey[]
) {
  const said = JSON.parse(new TextDecoder().decode(signed(content).payloadBytes)) as object;
  return signBytes(expectValue(encodeCanonical({ ...said, ...more })), keys);
}

export const signBytes = (payloadBytes: Uint8Array, keys: readonly SampleKey[]): Signed => ({
  payloadBytes,
  signatures: keys.map((key) => claimOf(key, payloadBytes)),
});

export const signatureOf = (key: SampleKey, { payloadBytes }: Signed): SignatureClaim => claimOf(key, payloadBytes);
