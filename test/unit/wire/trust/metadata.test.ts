// Role files are read back as they were written, and whatever is odd in them is refused with its place.
import { describe, expect, test } from 'vitest';
import { ok, type Result } from '../../../../src/domain/result.ts';
import { maxFileBytes } from '../../../../src/domain/trust/tuf/metadata.ts';
import { encodeCanonical } from '../../../../src/wire/canonical-json.ts';
import {
  parseRootFile,
  parseSnapshotFile,
  parseTargetsFile,
  parseTimestampFile,
} from '../../../../src/wire/trust/metadata.ts';
import { encodeRootPayload } from '../../../../src/wire/trust/root.ts';
import { encodeSnapshotPayload } from '../../../../src/wire/trust/snapshot.ts';
import { encodeTargetsPayload } from '../../../../src/wire/trust/targets.ts';
import { encodeTimestampPayload } from '../../../../src/wire/trust/timestamp.ts';
import * as sample from '../../../samples/repository-roles.ts';
import { expectValue, sampleKey, seal } from '../../../samples/statements.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (payload: Result<Uint8Array>, ...keys: ReturnType<typeof sampleKey>[]) => bytesOf(seal(payload, ...keys));

describe('a file is read as it was written', () => {
  test('root', () => {
    const read = expectValue(parseRootFile(file(encodeRootPayload(sample.root), sample.rootKey)));
    expect(read.role).toEqual(sample.root);
    expect(read.envelope.payloadBytes).toEqual(expectValue(encodeRootPayload(sample.root)));
  });

  test('timestamp', () => {
    const bytes = file(encodeTimestampPayload(sample.timestamp), sample.timestampKey);
    expect(expectValue(parseTimestampFile(bytes)).role).toEqual(sample.timestamp);
  });

  test('snapshot', () => {
    const bytes = file(encodeSnapshotPayload(sample.snapshot), sample.snapshotKey);
    expect(expectValue(parseSnapshotFile(bytes)).role).toEqual(sample.snapshot);
  });

  test.each([
    ['with delegations', sample.targets],
    ['with targets', sample.released],
    [
      'with hash prefixes',
      {
        ...sample.targets,
        delegations: [{ ...sample.delegation, paths: { kind: 'hash-prefixes', prefixes: ['0', 'ab'] } as const }],
      },
    ],
  ])('targets %s', (_, role) => {
    const bytes = file(encodeTargetsPayload(role), sample.targetsKey);
    expect(expectValue(parseTargetsFile(bytes)).role).toEqual(role);
  });
});

/** A signed value with one member set, or taken out for `undefined`, by a path of names. */
function plant(signed: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const holder: unknown = structuredClone(signed);
  if (typeof holder !== 'object' || holder === null) throw new Error(`no ${step} here`);
  const next = rest.length === 0 ? value : plant(Reflect.get(holder, step), rest, value);
  if (next === undefined) Reflect.deleteProperty(holder, step);
  else Reflect.set(holder, step, next);
  return holder;
}

const payloads = {
  root: encodeRootPayload(sample.root),
  timestamp: encodeTimestampPayload(sample.timestamp),
  snapshot: encodeSnapshotPayload(sample.snapshot),
  targets: encodeTargetsPayload(sample.targets),
};
const parsers = {
  root: parseRootFile,
  timestamp: parseTimestampFile,
  snapshot: parseSnapshotFile,
  targets: parseTargetsFile,
};
type Name = keyof typeof parsers;
const names: readonly Name[] = ['root', 'timestamp', 'snapshot', 'targets'];

function parsePlanted(name: Name, path: readonly (string | number)[], value: unknown) {
  const signed: unknown = JSON.parse(new TextDecoder().decode(expectValue(payloads[name])));
  return parsers[name](file(encodeCanonical(plant(signed, path, value)), sample.rootKey));
}

const insane = [0, -1, '1', null, 2, 65_536, [], true, 2 ** 53 - 1];

describe('thresholds that nobody could mean are refused (properties 3)', () => {
  test.each(insane.flatMap((value) => ['root', 'timestamp', 'snapshot', 'targets'].map((role) => [role, value])))(
    'of %s: %j',
    (role, value) => {
      expect(parsePlanted('root', ['roles', String(role), 'threshold'], value).ok).toBe(false);
    },
  );

  test.each(insane)('of a delegation: %j', (value) => {
    expect(parsePlanted('targets', ['delegations', 'roles', 0, 'threshold'], value).ok).toBe(false);
  });

  test('a fraction has no canonical spelling', () => {
    const text = new TextDecoder()
      .decode(file(payloads.root, sample.rootKey))
      .replace('"threshold":1', '"threshold":1.5');
    expect(parseRootFile(bytesOf(text)).ok).toBe(false);
  });
});

describe('no file passes for another', () => {
  test.each(names.flatMap((name) => names.filter((other) => other !== name).map((other) => [name, other] as const)))(
    '%s as %s',
    (name, other) => {
      expect(parsers[other](file(payloads[name], sample.rootKey)).ok).toBe(false);
    },
  );
});

describe('odd fields are refused', () => {
  const heads = names.flatMap((name): [Name, (string | number)[], unknown][] => [
    [name, ['version'], 0],
    [name, ['version'], '1'],
    [name, ['version'], undefined],
    [name, ['expires'], '2026-11-27T09:00:00.000Z'],
    [name, ['expires'], '2026-02-30T09:00:00Z'],
    [name, ['spec_version'], '2.0.0'],
    [name, [], []],
  ]);
  test.each<[Name, (string | number)[], unknown]>([
    ...heads,
    ['root', ['roles', 'timestamp'], undefined],
    ['root', ['roles', 'root', 'keyids'], ['ab'.repeat(32)]],
    ['root', ['roles', 'root', 'keyids'], [sample.rootKey.keyId, sample.rootKey.keyId]],
    ['root', ['keys', sample.rootKey.keyId, 'keyval', 'public'], `01${'00'.repeat(31)}`],
    ['root', ['keys', sample.rootKey.keyId, 'keytype'], 'rsa'],
    ['timestamp', ['meta'], {}],
    ['timestamp', ['meta', 'snapshot.json', 'version'], 0],
    ['timestamp', ['meta', 'snapshot.json', 'hashes', 'sha256'], 'AB'.repeat(32)],
    ['timestamp', ['meta', 'snapshot.json', 'length'], -1],
    ['snapshot', ['meta', 'targets.json'], { version: '1' }],
    ['targets', ['targets'], []],
    ['targets', ['targets', 'fw'], { length: -1, hashes: {} }],
    ['targets', ['delegations', 'roles', 0, 'name'], 'root'],
    ['targets', ['delegations', 'roles', 0, 'name'], 'targets'],
    ['targets', ['delegations', 'roles', 0, 'name'], 'a'.repeat(201)],
    ['targets', ['delegations', 'roles', 0, 'paths'], undefined],
    ['targets', ['delegations', 'roles', 0, 'path_hash_prefixes'], ['ab']],
    ['targets', ['delegations', 'roles', 0, 'terminating'], 'yes'],
    ['targets', ['delegations', 'keys'], []],
  ])('%s %j = %j', (name, path, value) => {
    expect(parsePlanted(name, path, value).ok).toBe(false);
  });
});

test.each(names)('a field that nobody here knows does not stop a client: %s', (name) => {
  expect(parsePlanted(name, ['x-later'], { a: 1 }).ok).toBe(true);
});

test.each(names)('a %s file over its bound is refused unread', (name) => {
  const result = parsers[name](new Uint8Array(maxFileBytes[name] + 1));
  expect(result).toMatchObject({ ok: false, problems: [{ what: `is ${maxFileBytes[name] + 1} bytes long` }] });
});

describe('what a client would refuse is not encoded', () => {
  const { roles } = sample.root;
  test.each<[string, Result<Uint8Array>]>([
    ['threshold', encodeRootPayload({ ...sample.root, roles: { ...roles, root: { ...roles.root, threshold: 2 } } })],
    [
      'foreign key',
      encodeRootPayload({
        ...sample.root,
        roles: { ...roles, root: { threshold: 1, keys: [{ ...sampleKey(1), scheme: 'rsassa-pss-sha256' }] } },
      }),
    ],
    ['version', encodeTimestampPayload({ ...sample.timestamp, version: 0 })],
    ['expiry', encodeTimestampPayload({ ...sample.timestamp, expiresMs: Number.NaN })],
    [
      'size',
      encodeTargetsPayload({
        ...sample.released,
        targets: new Map(
          Array.from({ length: 200 }, (_, n) => [
            `fw/nova/${n}`,
            { lengthBytes: n, hashes: { sha256: 'ab'.repeat(32) } },
          ]),
        ),
      }),
    ],
  ])('%s', (_, payload) => {
    expect(payload.ok).toBe(false);
  });

  test('a snapshot may be longer than a payload that hardware signs', () => {
    const meta = new Map(
      Array.from({ length: 500 }, (_, n) => [`fw-${n}`, { version: 1, lengthBytes: 1, hashes: null }]),
    );
    const bytes = file(encodeSnapshotPayload({ ...sample.snapshot, meta }), sample.snapshotKey);
    expect(bytes.length).toBeGreaterThan(16_000);
    expect(expectValue(parseSnapshotFile(bytes)).role.meta.size).toBe(500);
  });
});

test('a key object that is right stands under no other id', () => {
  const signed: unknown = JSON.parse(new TextDecoder().decode(expectValue(payloads.root)));
  const moved = plant(
    plant(
      signed,
      ['keys', 'ab'.repeat(32)],
      Reflect.get(Object(Reflect.get(Object(signed), 'keys')), sample.rootKey.keyId),
    ),
    ['x'],
    1,
  );
  expect(parseRootFile(file(ok(expectValue(encodeCanonical(moved))), sample.rootKey)).ok).toBe(false);
});
