// The device's last word on an offer: only what the right people signed for this very device is installed.
import { describe, expect, it } from 'vitest';
import { checkOffer, type Self } from '../../../src/device/check-offer.ts';
import type { Memory } from '../../../src/device/ports.ts';
import { imageSha256, memory, sampleOffer, self } from '../../samples/offers.ts';
import { dayMs, nowMs, sampleKey, sampleReleaseId } from '../../samples/statements.ts';

type Case = {
  offer?: Parameters<typeof sampleOffer>[0];
  self?: Partial<Self>;
  memory?: Partial<Memory>;
  nowMs?: number;
};

function verdict(given: Case): string {
  const check = checkOffer(
    sampleOffer(given.offer),
    { ...self, ...given.self },
    { ...memory, ...given.memory },
    given.nowMs ?? nowMs,
  );
  return check.ok ? 'install' : check.refusal;
}

describe('checkOffer', () => {
  it.each<[string, Case, string]>([
    ['installs what is signed for it', {}, 'install'],
    ['believes no stranger’s signature', { offer: { key: sampleKey(9) } }, 'not-signed'],
    ['believes nobody when it trusts no key', { self: { keys: [] } }, 'not-signed'],
    ['is not of another product', { self: { product: 'vega' } }, 'another-product'],
    ['is not on another channel', { self: { channel: 'beta' } }, 'another-channel'],
    ['is not an unlisted model', { self: { model: 'nova-z9' } }, 'model-not-listed'],
    ['does not go back by itself', { memory: { counter: 43 } }, 'counter-too-low'],
    ['keeps its security floor', { memory: { securityFloor: 43, counter: 43 } }, 'below-security-floor'],
    ['installs only over what the build accepts', { memory: { version: '1.1.0' } }, 'source-not-accepted'],
    ['lets nothing expired in', { nowMs: nowMs + 31 * dayMs }, 'release-expired'],
    [
      'stays below the ceiling',
      {
        self: { cohorts: [], bucket: 0 },
        offer: {
          ceiling: {
            stages: [{ name: 'none', cohort: 'friends', permille: 1000, notBeforeMs: 0, gatesDigest: '1'.repeat(64) }],
          },
        },
      },
      'not-in-ceiling',
    ],
    [
      'waits for its stage',
      {
        self: { cohorts: [] },
        offer: {
          ceiling: {
            stages: [
              { name: 'all', cohort: 'everyone', permille: 1000, notBeforeMs: nowMs + 1, gatesDigest: '1'.repeat(64) },
            ],
          },
        },
      },
      'before-stage-opens',
    ],
    [
      'takes no ceiling of another image',
      { offer: { ceiling: { imageSha256: 'f'.repeat(64) } } },
      'ceiling-for-another-release',
    ],
    ['takes no older ceiling again', { memory: { ceilingSeqs: { 'nova-42-1': 2 } } }, 'ceiling-outdated'],
    [
      'goes back with a permit for exactly this',
      {
        offer: {
          direction: 'back',
          permit: { from: [{ releaseId: sampleReleaseId('nova-43'), imageSha256: 'd'.repeat(64) }] },
        },
        memory: { counter: 43 },
      },
      'install',
    ],
    [
      'does not go back with a permit for another build',
      { offer: { direction: 'back' }, memory: { counter: 43 } },
      'permit-for-another-source',
    ],
    [
      'does not go back below its floor, permit or not',
      {
        offer: {
          direction: 'back',
          permit: { from: [{ releaseId: sampleReleaseId('nova-43'), imageSha256: 'd'.repeat(64) }] },
        },
        memory: { counter: 43, securityFloor: 43 },
      },
      'below-security-floor',
    ],
  ])('%s', (_name, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });

  it('takes bytes only under the hash that was signed', () => {
    const offer = sampleOffer();
    const swapped = {
      ...offer,
      artifacts: offer.artifacts.map((artifact) => ({ ...artifact, sha256: 'e'.repeat(64) })),
    };
    expect(checkOffer(swapped, self, memory, nowMs)).toEqual({ ok: false, refusal: 'artifact-not-signed' });
    expect(checkOffer(offer, self, memory, nowMs)).toMatchObject({
      ok: true,
      url: '/image',
      release: { image: { sha256: imageSha256 } },
    });
  });

  it('is not fooled by a changed statement under an honest signature', () => {
    const offer = sampleOffer();
    const edited = JSON.parse(JSON.stringify(offer.release).replaceAll('nova-a1', 'nova-z9')) as typeof offer.release;
    expect(checkOffer({ ...offer, release: edited }, { ...self, model: 'nova-z9' }, memory, nowMs)).toEqual({
      ok: false,
      refusal: 'not-signed',
    });
  });
});
