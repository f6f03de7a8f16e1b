// Statements are read back exactly as signed, one kind never as another, and hostile bytes never throw.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/domain/result.ts';
import { maxPayloadBytes } from '../../../src/wire/canonical-json.ts';
import { ceilingForm } from '../../../src/wire/statement/ceiling.ts';
import { parseEnvelope } from '../../../src/wire/statement/envelope.ts';
import { permitForm } from '../../../src/wire/statement/permit.ts';
import { releaseForm } from '../../../src/wire/statement/release.ts';
import { encodeRole, parseRole } from '../../harness/one-target-role.ts';
import { ceiling, expectValue, head, permit, release, sampleKey, seal } from '../../samples/statements.ts';

const kinds = {
  release: {
    payload: encodeRole(releaseForm, release, head),
    statement: release,
    parse: (signed: unknown) => parseRole(releaseForm, signed),
  },
  ceiling: {
    payload: encodeRole(ceilingForm, ceiling, head),
    statement: ceiling,
    parse: (signed: unknown) => parseRole(ceilingForm, signed),
  },
  permit: {
    payload: encodeRole(permitForm, permit, head),
    statement: permit,
    parse: (signed: unknown) => parseRole(permitForm, signed),
  },
};
const names = ['release', 'ceiling', 'permit'] as const;
const parseSealed = (kind: keyof typeof kinds, payload: Result<Uint8Array>): Result<unknown> =>
  kinds[kind].parse(expectValue(parseEnvelope(seal(payload, sampleKey(1)))).signed);

describe.each(names)('%s', (kind) => {
  const { payload, statement } = kinds[kind];

  test('is read back as it was', () => {
    expect(parseSealed(kind, payload)).toEqual({ ok: true, value: { statement, ...head } });
  });

  test.each(names.filter((other) => other !== kind))('is never read as a %s', (other) => {
    expect(parseSealed(other, payload).ok).toBe(false);
  });

  test('any one value changed is refused or read as changed, never thrown', () => {
    const signed = JSON.parse(new TextDecoder().decode(expectValue(payload)));
    const paths = listPaths(signed);
    const junk = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, -1, 2 ** 60, '', '../..', Number.NaN, []));
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, value) => {
        const result = kinds[kind].parse(withValue(signed, path, value));
        if (result.ok) expect(result.value).not.toBeUndefined();
        else expect(result.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  test('an unknown key anywhere is refused', () => {
    const signed = JSON.parse(new TextDecoder().decode(expectValue(payload)));
    const objects = listPaths(signed).filter((path) => isObject(valueAt(signed, path)));
    expect(objects.length).toBeGreaterThan(3);
    for (const path of objects) {
      const result = kinds[kind].parse(withValue(signed, [...path, 'zz'], 1));
      expect(result.ok, path.join('/')).toBe(false);
    }
  });
});

describe('a payload carries exactly one statement of its kind', () => {
  test.each(names)('%s: no target, two targets, another kind, another file', (kind) => {
    const signed = JSON.parse(new TextDecoder().decode(expectValue(kinds[kind].payload)));
    const [path = '', target] = Object.entries<Record<string, unknown>>(signed.targets)[0] ?? [];
    const withTargets = (targets: unknown): boolean => kinds[kind].parse({ ...signed, targets }).ok;
    expect(withTargets({ [path]: target })).toBe(true);
    expect(withTargets({})).toBe(false);
    expect(withTargets({ [path]: target, [`${path}x`]: target })).toBe(false);
    for (const other of [...names.filter((name) => name !== kind), 'stop', '', null]) {
      expect(withTargets({ [path]: { ...target, custom: { ...Object(target?.custom), kind: other } } })).toBe(false);
    }
    const isAboutFile = kind === 'release';
    expect(withTargets({ [path]: { ...target, length: 7 } })).toBe(isAboutFile);
    expect(withTargets({ [path]: { ...target, hashes: { sha256: 'a'.repeat(64), sha512: 'b'.repeat(128) } } })).toBe(
      isAboutFile,
    );
  });
});

describe('what nobody could install is not signed', () => {
  test.each<[string, Partial<typeof release>]>([
    ['custom.version', { version: '1.4' }],
    ['custom.version', { version: 'v1.4.0' }],
    ['custom.accepts', { accepts: 'newer than 1.2' }],
    ['custom.counter', { counter: 0 }],
    ['custom.counter', { counter: 1.5 }],
    ['custom.securityFloor', { securityFloor: 43 }],
    ['custom.models', { models: [] }],
    ['custom.models', { models: ['nova-a1', 'nova-a1'] }],
    ['custom.models[0]', { models: ['../x'] }],
    ['custom.product', { product: 'Nova' }],
    ['custom.chunkRoot', { chunkRoot: 'AB'.repeat(32) }],
    ['custom.baseHashes[0]', { baseHashes: ['x'] }],
    ['signed.targets.length', { image: { ...release.image, lengthBytes: 0 } }],
    ['signed.targets["fw/nova/../x"]', { image: { ...release.image, fileName: '../x' } }],
    ['signed.targets["fw/nova/.img"]', { image: { ...release.image, fileName: '.img' } }],
    ['signed.targets["fw/nova/a/b"]', { image: { ...release.image, fileName: 'a/b' } }],
    ['custom.vendorVersion', { vendorVersion: 'caf\u00e9' }],
  ])('%s: %o', (where, changes) => {
    const result = encodeRole(releaseForm, { ...release, ...changes }, head);
    expect(result.ok ? [] : result.problems.map((problem) => problem.where)).toContain(where);
  });

  test.each<[string, Partial<typeof ceiling>]>([
    ['custom.stages', { stages: [] }],
    ['custom.stages[0].permille', { stages: [{ ...ceiling.stages[0], permille: 1001 }] as typeof ceiling.stages }],
    ['custom.salt', { salt: '' }],
    ['custom.seq', { seq: 0 }],
    ['custom.notAfterMs', { notAfterMs: -1 }],
    ['signed.targets["rollout/nova/A"]', { rolloutKey: 'A' }],
    ['signed.targets["rollout/nova/back/1"]', { rolloutKey: 'back/1' }],
  ])('%s', (where, changes) => {
    const result = encodeRole(ceilingForm, { ...ceiling, ...changes }, head);
    expect(result.ok ? [] : result.problems.map((problem) => problem.where)).toContain(where);
  });

  test.each([
    { version: 0, expiresMs: head.expiresMs },
    { version: 1, expiresMs: Number.NaN },
    { version: 1, expiresMs: 9e15 },
    { version: 1, expiresMs: -1 },
  ])('under the head %o', (badHead) => {
    expect(encodeRole(releaseForm, release, badHead).ok).toBe(false);
  });

  test('in 16,000 bytes or more', () => {
    const withModels = (count: number) => {
      const models = Array.from({ length: count }, (_, at) => `m${at}`.padEnd(64, 'x'));
      return encodeRole(releaseForm, { ...release, models }, head);
    };
    const bare = expectValue(withModels(1)).length;
    const most = 1 + Math.floor((maxPayloadBytes - bare) / 67);
    expect(expectValue(withModels(most)).length).toBeGreaterThan(maxPayloadBytes - 67);
    expect(withModels(most + 1)).toMatchObject({
      ok: false,
      problems: [{ what: expect.stringMatching(/bytes long/) }],
    });
  });
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Paths to everything in a JSON tree, the root among them. */
function listPaths(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => listPaths(child, [...path, key]))];
}

function valueAt(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], value);
}

/** A copy of the tree with one place changed. */
function withValue(value: unknown, path: string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((child, at) => (String(at) === key ? withValue(child, rest, replacement) : child));
  return isObject(value) ? { ...value, [key]: withValue(value[key], rest, replacement) } : { [key]: replacement };
}
