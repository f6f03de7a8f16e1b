// The device's own rules on a release, one refusal at a time.
import { describe, expect, test } from 'vitest';
import { checkRelease } from '../../../src/domain/trust/check-release.ts';
import { dayMs, device, head, nowMs, permit, release, sampleReleaseId } from '../../samples/statements.ts';

const signed = { statement: release, ...head, releaseSha256: permit.to.releaseSha256 };
const base = 'd'.repeat(64);
const check = (changes: { device?: Partial<typeof device>; release?: Partial<typeof release>; nowMs?: number }) =>
  checkRelease({
    release: { ...signed, statement: { ...release, ...changes.release } },
    device: { ...device, ...changes.device },
    nowMs: changes.nowMs ?? nowMs,
  });

describe('forward', () => {
  test('the right device on an accepted build may install', () => {
    expect(check({})).toEqual({ ok: true });
  });

  test.each([
    ['release-expired', { nowMs: head.expiresMs }],
    ['another-product', { device: { product: 'luna' } }],
    ['another-channel', { device: { channel: 'beta' } }],
    ['model-not-listed', { device: { model: 'nova-a2' } }],
    ['model-not-listed', { device: { model: 'sm-g991b' } }],
    ['below-security-floor', { device: { securityFloor: 43 } }],
    ['counter-too-low', { device: { counter: 43 } }],
    ['source-not-accepted', { device: { version: '1.1.9' } }],
    ['source-not-accepted', { device: { version: '1.4.0' } }],
    ['source-not-accepted', { device: { version: null } }],
    ['base-not-listed', { release: { baseHashes: ['f'.repeat(64)] } }],
    ['base-not-listed', { release: { baseHashes: [base] }, device: { imageSha256: null } }],
  ] as const)('%s: %o', (refusal, changes) => {
    expect(check(changes)).toEqual({ ok: false, refusal });
  });

  test('edges that still pass', () => {
    expect(check({ nowMs: head.expiresMs - 1 }).ok).toBe(true);
    expect(check({ device: { counter: 42, securityFloor: 42 } }).ok).toBe(true);
    expect(check({ release: { baseHashes: ['f'.repeat(64), base] }, device: { imageSha256: base } }).ok).toBe(true);
    expect(check({ device: { version: '1.4.0-rc.1' } }).ok).toBe(true);
    expect(check({ device: { version: null }, release: { accepts: '*' } }).ok).toBe(true);
  });
});

describe('back', () => {
  const ahead = { ...device, counter: 43, version: '1.5.0', imageSha256: 'e'.repeat(64) };
  const back = (changes: { permit?: Partial<typeof permit>; device?: Partial<typeof device>; nowMs?: number } = {}) =>
    checkRelease({
      release: signed,
      device: { ...ahead, ...changes.device },
      permit: { statement: { ...permit, ...changes.permit }, ...head },
      nowMs: changes.nowMs ?? nowMs,
    });

  test('a permit that names both images opens the way, though the counter falls and the source is not accepted', () => {
    expect(checkRelease({ release: signed, device: ahead, nowMs })).toEqual({ ok: false, refusal: 'counter-too-low' });
    expect(back()).toEqual({ ok: true });
  });

  test.each([
    ['permit-expired', { nowMs: permit.notAfterMs + 1 }],
    ['permit-for-another-target', { permit: { product: 'luna' } }],
    ['permit-for-another-target', { permit: { to: { ...permit.to, imageSha256: 'f'.repeat(64) } } }],
    ['permit-for-another-target', { permit: { to: { ...permit.to, releaseId: sampleReleaseId('nova-40') } } }],
    ['release-changed', { permit: { to: { ...permit.to, releaseSha256: 'f'.repeat(64) } } }],
    ['permit-for-another-source', { device: { imageSha256: 'f'.repeat(64) } }],
    ['permit-for-another-source', { device: { imageSha256: null } }],
    ['below-security-floor', { device: { securityFloor: 43 } }],
    ['model-not-listed', { device: { model: 'nova-a2' } }],
    ['release-expired', { nowMs: head.expiresMs }],
  ] as const)('%s: %o', (refusal, changes) => {
    expect(back(changes)).toEqual({ ok: false, refusal });
  });

  test('the permit also ends with the role that carries it', () => {
    const carried = { statement: { ...permit, notAfterMs: nowMs + 99 * dayMs }, version: 1, expiresMs: nowMs };
    expect(checkRelease({ release: signed, device: ahead, permit: carried, nowMs })).toEqual({
      ok: false,
      refusal: 'permit-expired',
    });
  });
});
