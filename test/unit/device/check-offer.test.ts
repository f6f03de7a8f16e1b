// The device's last word on an offer: only what the right people signed for this very device is installed.
import { describe, expect, it } from 'vitest';
import { checkOffer, type Self } from '../../../src/device/check-offer.ts';
import type { Memory } from '../../../src/device/ports.ts';
import { derivePlaces } from '../../../src/domain/rollout/permutation.ts';
import { type Changes, imageSha256, memory, sampleOffer, sampleStatements, self } from '../../samples/offers.ts';
import { dayMs, nowMs, sampleReleaseId } from '../../samples/statements.ts';

type Case = {
  offer?: Changes;
  self?: Partial<Self>;
  memory?: Partial<Memory>;
  nowMs?: number;
  clockMs?: number;
};

function verdict(given: Case): string {
  const at = given.nowMs ?? nowMs;
  const check = checkOffer({
    offer: sampleOffer(given.offer),
    statements: sampleStatements(given.offer),
    self: { ...self, ...given.self },
    memory: { ...memory, ...given.memory },
    nowMs: at,
    clockMs: given.clockMs ?? at,
  });
  return check.ok ? 'install' : check.refusal;
}

const openingAt = (notBeforeMs: number): Changes => ({
  ceiling: {
    stages: [{ name: 'all', cohort: 'everyone', permille: 1000, notBeforeMs, gatesDigest: '1'.repeat(64) }],
  },
});

const back: Changes = {
  direction: 'back',
  permit: { from: [{ releaseId: sampleReleaseId('nova-43'), imageSha256: 'd'.repeat(64) }] },
};

describe('checkOffer', () => {
  it.each<[string, Case, string]>([
    ['installs what is signed for it', {}, 'install'],
    ['is not of another product', { self: { product: 'vega' } }, 'another-product'],
    ['is not on another channel', { self: { channel: 'beta' } }, 'another-channel'],
    ['is not an unlisted model', { self: { model: 'nova-z9' } }, 'model-not-listed'],
    ['does not go back by itself', { memory: { counter: 43 } }, 'counter-too-low'],
    ['keeps its security floor', { memory: { securityFloor: 43, counter: 43 } }, 'below-security-floor'],
    ['installs only over what the build accepts', { memory: { version: '1.1.0' } }, 'source-not-accepted'],
    ['lets nothing expired in', { nowMs: nowMs + 31 * dayMs }, 'release-expired'],
    ['installs nothing that runs already', { memory: { imageSha256 } }, 'installed-already'],
    ['installs nothing that was stopped', { offer: { stopSeq: 1 } }, 'stopped'],
    [
      'takes a stop back by a ceiling that says so',
      { offer: { stopSeq: 1, ceiling: { clearsStopSeq: 1 } } },
      'install',
    ],
    ['lets no ceiling lift a newer stop', { offer: { stopSeq: 2, ceiling: { clearsStopSeq: 1 } } }, 'stopped'],
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
        offer: openingAt(nowMs + 1),
      },
      'before-stage-opens',
    ],
    [
      'opens no stage by a time that the service told',
      { self: { cohorts: [], bucket: 0 }, offer: openingAt(nowMs + dayMs), nowMs: nowMs + 2 * dayMs, clockMs: nowMs },
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
        offer: back,
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
      'does not go back to what was stopped, permit or not',
      { offer: { ...back, stopSeq: 1 }, memory: { counter: 43 } },
      'stopped',
    ],
    [
      'does not go back by a permit that is over',
      { offer: { ...back, permit: { ...back.permit, notAfterMs: nowMs - 1 } }, memory: { counter: 43 } },
      'permit-expired',
    ],
    [
      'does not go back below its floor, permit or not',
      {
        offer: back,
        memory: { counter: 43, securityFloor: 43 },
      },
      'below-security-floor',
    ],
  ])('%s', (_name, given, expected) => {
    expect(verdict(given)).toBe(expected);
  });

  it('takes bytes only under the hash that was signed', () => {
    const offer = sampleOffer();
    const asked = { offer, statements: sampleStatements(), self, memory, nowMs, clockMs: nowMs };
    const artifacts = offer.artifacts.map((artifact) => ({ ...artifact, sha256: 'e'.repeat(64) }));
    expect(checkOffer({ ...asked, offer: { ...offer, artifacts } })).toEqual({
      ok: false,
      refusal: 'artifact-not-signed',
    });
    expect(checkOffer(asked)).toMatchObject({
      ok: true,
      urls: ['/image'],
      release: { image: { sha256: imageSha256 } },
    });
  });

  it('lets in exactly the signed share of 100,000 devices, whatever the server offers (properties 30)', () => {
    const gatesDigest = '1'.repeat(64);
    const stages = [{ name: 'first', cohort: 'everyone', permille: 100, notBeforeMs: nowMs, gatesDigest }];
    const offer = sampleOffer();
    let outside = 0;
    for (let rollout = 0; rollout < 100; rollout += 1) {
      const salt = rollout.toString(16).padStart(32, '0');
      const statements = sampleStatements({ ceiling: { salt, stages } });
      const places = derivePlaces(salt);
      let installs = 0;
      for (let bucket = 0; bucket < 1_000; bucket += 1) {
        const at = { ...self, bucket, cohorts: [] };
        const check = checkOffer({ offer, statements, self: at, memory, nowMs, clockMs: nowMs });
        if (!check.ok) continue;
        installs += 1;
        if ((places[bucket] ?? 1_000) >= 100) outside += 1;
      }
      expect(installs).toBe(100);
    }
    expect(outside).toBe(0);
  });
});
