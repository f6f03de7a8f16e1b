// Passes and device tokens: deterministic, bounded, and good for nothing but what they were signed for.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { serviceSecret } from '../../../src/adapters/signing/service-secret.ts';
import { since } from '../../samples/fleet.ts';

const secret = 'a secret of at least thirty-two characters';
const signer = serviceSecret(secret);
const nowMs = 1_795_770_000_000;
const pass = { product: 'nova', cohorts: since('testers', 'staff'), expiresMs: nowMs + 86_400_000 };

describe('passes', () => {
  test('the same cohorts in any order, with repeats, give the same pass', () => {
    const other = serviceSecret(secret).signPass({ ...pass, cohorts: since('staff', 'testers', 'staff') });
    expect(signer.signPass(pass)).toBe(other);
    expect(other).toMatch(/^op_nova\.[0-9a-z]+\.staff_0~testers_0\.[A-Za-z0-9_-]{43}$/);
    expect(encodeURIComponent(other)).toBe(other);
  });

  test('give back the cohorts until they expire', () => {
    const token = signer.signPass(pass);
    expect(signer.checkPass(token, 'nova', nowMs)).toEqual({ ok: true, cohorts: since('staff', 'testers') });
    expect(signer.checkPass(token, 'nova', pass.expiresMs - 1).ok).toBe(true);
    expect(signer.checkPass(token, 'nova', pass.expiresMs)).toEqual({ ok: false, refusal: 'expired-pass' });
  });

  test('a known pass is answered with the very same value, and judged anew for product and time', () => {
    const token = signer.signPass(pass);
    expect(signer.checkPass(token, 'nova', nowMs)).toBe(signer.checkPass(token, 'nova', nowMs));
    expect(signer.checkPass(token, 'luna', nowMs)).toEqual({ ok: false, refusal: 'pass-of-another-product' });
    expect(signer.checkPass(token, 'nova', pass.expiresMs)).toEqual({ ok: false, refusal: 'expired-pass' });
  });

  test('no cohorts are a pass too', () => {
    const token = signer.signPass({ ...pass, cohorts: [] });
    expect(signer.checkPass(token, 'nova', nowMs)).toEqual({ ok: true, cohorts: [] });
  });

  test('the largest pass is below 512 characters; one cohort more is a bug', () => {
    const cohorts = Array.from({ length: 9 }, (_, at) => ({
      cohort: `${at}`.repeat(40),
      sinceMs: 253_402_300_799_000,
    }));
    const product = 'p'.repeat(40);
    const token = signer.signPass({ product, cohorts: cohorts.slice(0, 8), expiresMs: 253_402_300_799_000 });
    expect(token.length).toBeLessThanOrEqual(512);
    expect(signer.checkPass(token, product, nowMs).ok).toBe(true);
    expect(() => signer.signPass({ product, cohorts, expiresMs: nowMs })).toThrow(/at most 8/);
  });

  test.each([['Nova'], ['a.b'], [''], ['-a'], ['a~b'], ['x'.repeat(41)]])('%j cannot stand in a pass', (name) => {
    expect(() => signer.signPass({ ...pass, cohorts: since('staff', name) })).toThrow(RangeError);
  });

  test('any change of any character is noticed', () => {
    const token = signer.signPass(pass);
    const characters = fc.constantFrom(...'abcXYZ019_-.~');
    fc.assert(
      fc.property(fc.nat(token.length - 1), characters, (at, character) => {
        const forged = token.slice(0, at) + character + token.slice(at + 1);
        expect(signer.checkPass(forged, 'nova', nowMs).ok).toBe(forged === token);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a pass of another secret is forged', () => {
    const token = serviceSecret(`${secret}!`).signPass(pass);
    expect(signer.checkPass(token, 'nova', nowMs)).toEqual({ ok: false, refusal: 'forged-pass' });
  });

  test.each(['', 'op_', 'x'.repeat(100_000), 'op_nova.1.a.b', 'op_nova..a.'.padEnd(60, 'A'), '\u0000', 'op_n\u00f6va'])(
    'junk is malformed: %j',
    (token) => {
      expect(signer.checkPass(token, 'nova', nowMs)).toEqual({ ok: false, refusal: 'malformed-pass' });
    },
  );

  test('of those known, 10,000 are kept and the oldest go first; all stay right', () => {
    const small = serviceSecret(secret);
    const tokens = Array.from({ length: 10_001 }, (_, at) => small.signPass({ ...pass, cohorts: since(`c${at}`) }));
    const check = (at: number) => small.checkPass(tokens[at] ?? '', 'nova', nowMs);
    const first = check(0);
    for (let at = 1; at < 10_000; at += 1) check(at);
    expect(check(0)).toBe(first);
    const last = check(10_000);
    expect(check(10_000)).toBe(last);
    expect(check(0)).not.toBe(first);
    expect(check(0)).toEqual(first);
  });
});

describe('device tokens', () => {
  const identity = { product: 'nova', deviceId: '3f2a.AB:7-9_c' };
  const token = signer.signDeviceToken(identity);

  test('name the device they were signed for', () => {
    expect(signer.checkDeviceToken(token)).toEqual({ ok: true, identity });
    expect(signer.signDeviceToken(identity)).toBe(token);
  });

  test('of one device are no tokens of another', () => {
    expect(signer.checkDeviceToken(`${token}0`)).toEqual({ ok: false, refusal: 'forged-token' });
    expect(signer.checkDeviceToken(token.replace('od_nova', 'od_luna'))).toEqual({
      ok: false,
      refusal: 'forged-token',
    });
    expect(serviceSecret(`${secret}!`).checkDeviceToken(token)).toEqual({ ok: false, refusal: 'forged-token' });
  });

  test('are no passes, and passes are no tokens', () => {
    const pair = signer.signPass({ ...pass, cohorts: [] });
    expect(signer.checkDeviceToken(pair)).toEqual({ ok: false, refusal: 'malformed-token' });
    expect(signer.checkPass(token, 'nova', nowMs)).toEqual({ ok: false, refusal: 'malformed-pass' });
    // Even where the texts under the seal could be made equal, the keys differ.
    const seal = pair.split('.').at(-1) ?? '';
    expect(signer.checkDeviceToken(`od_nova.${seal}.x`)).toEqual({ ok: false, refusal: 'forged-token' });
  });

  test.each(['', 'od_', 'x'.repeat(100_000), 'od_nova.x.y', `${token} `, token.slice(0, 40)])(
    'junk is malformed: %j',
    (junk) => {
      expect(signer.checkDeviceToken(junk)).toEqual({ ok: false, refusal: 'malformed-token' });
    },
  );

  test.each(['', 'a b', 'a/b', 'x'.repeat(65)])('%j is no device id', (deviceId) => {
    expect(() => signer.signDeviceToken({ ...identity, deviceId })).toThrow(RangeError);
  });
});

test('the formats stand: what was signed once is accepted by every later version', () => {
  const keyFor = (purpose: string) => createHmac('sha256', secret).update(`orange-friday/${purpose}/1`).digest();
  const seal = (purpose: string, text: string) =>
    createHmac('sha256', keyFor(purpose)).update(text).digest('base64url');
  const body = 'op_nova.1z141z3.staff~testers';
  const [undated, dated] = [body, 'op_nova.1z141z3.staff_tpb2o0~testers_0'].map((text) =>
    signer.checkPass(`${text}.${seal('pass', text)}`, 'nova', nowMs),
  );
  expect(dated).toEqual({
    ok: true,
    cohorts: [
      { cohort: 'staff', sinceMs: Number.parseInt('tpb2o0', 36) * 1000 },
      { cohort: 'testers', sinceMs: 0 },
    ],
  });
  // What it does not say counts as the latest day on which such a pass was signed: two weeks before its end.
  const sinceMs = (Number.parseInt('1z141z3', 36) - 14 * 86_400) * 1000;
  expect(undated).toEqual({
    ok: true,
    cohorts: [
      { cohort: 'staff', sinceMs },
      { cohort: 'testers', sinceMs },
    ],
  });
  expect(signer.checkPass(`${body}.${seal('device-token', body)}`, 'nova', nowMs).ok).toBe(false);
  const token = (purpose: string) => `od_nova.${seal(purpose, 'nova.unit-7')}.unit-7`;
  expect(signer.checkDeviceToken(token('device-token')).ok).toBe(true);
  expect(signer.checkDeviceToken(token('pass')).ok).toBe(false);
});

test('a secret that can be guessed is refused', () => {
  expect(() => serviceSecret('x'.repeat(31))).toThrow(/32 characters/);
});
