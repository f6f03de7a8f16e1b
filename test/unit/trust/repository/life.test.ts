// Lives, alarms, renewals and versions of role files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alarms,
  countMissedRenewals,
  deriveAlarm,
  deriveLifeMs,
  deriveServerTimeMs,
  isRenewalDue,
  missedRenewalsToAlarm,
  nextServerTimeMs,
} from '../../../../src/domain/trust/repository/life.ts';
import { nextMeta, nextTimestamp, nextVersion } from '../../../../src/domain/trust/repository/renewal.ts';
import { deriveFileMeta, isListedFile } from '../../../../src/domain/trust/repository/signed-file.ts';
import { dayMs, nowMs } from '../../../samples/statements.ts';

const hourMs = 3_600_000;
const kinds = ['root', 'targets', 'fw', 'fw-archive', 'rollout', 'stop', 'snapshot', 'timestamp'] as const;

describe('alarms', () => {
  it.each(kinds)('of %s rise at half, three quarters and the end of a life', (kind) => {
    const lifeMs = deriveLifeMs(kind);
    const at = (spentMs: number) => deriveAlarm(kind, nowMs + lifeMs, nowMs + spentMs);
    expect([0, lifeMs / 2 - 1, lifeMs / 2, lifeMs * 0.75 - 1, lifeMs * 0.75, lifeMs - 1, lifeMs].map(at)).toEqual([
      'none',
      'none',
      'half',
      'half',
      'three-quarters',
      'three-quarters',
      'expired',
    ]);
  });

  it('never fall while time passes', () => {
    const later = fc.tuple(fc.constantFrom(...kinds), fc.integer({ min: -1e11, max: 1e11 }), fc.nat(1e11));
    fc.assert(
      fc.property(later, ([kind, leftMs, passedMs]) => {
        const before = alarms.indexOf(deriveAlarm(kind, nowMs + leftMs, nowMs));
        expect(alarms.indexOf(deriveAlarm(kind, nowMs + leftMs, nowMs + passedMs))).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

describe('renewal', () => {
  it('is due an hour or a day after signing, a minute early at most', () => {
    const due = (kind: 'timestamp' | 'snapshot', ageMs: number) =>
      isRenewalDue(kind, nowMs - ageMs + deriveLifeMs(kind), nowMs);
    expect([hourMs - 61_000, hourMs - 60_000, hourMs, dayMs].map((age) => due('timestamp', age))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect([hourMs, dayMs - 61_000, dayMs].map((age) => due('snapshot', age))).toEqual([false, false, true]);
  });

  it('counts the tries in a row that failed, and is quiet while ticks come, if late by up to a minute', () => {
    const missed = (kind: 'timestamp' | 'snapshot', ageMs: number) =>
      countMissedRenewals(kind, nowMs - ageMs + deriveLifeMs(kind), nowMs);
    expect([0, hourMs - 60_000, hourMs, hourMs + 120_000, dayMs].map((age) => missed('timestamp', age))).toEqual([
      0, 0, 1, 3, 1381,
    ]);
    expect([dayMs, dayMs + 120_000].map((age) => missed('snapshot', age))).toEqual([1, 3]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 119_999 }), { minLength: 70, maxLength: 200 }), (gapsMs) => {
        let [signedMs, atMs] = [0, 0];
        for (const gapMs of gapsMs) {
          atMs += gapMs;
          expect(countMissedRenewals('timestamp', signedMs + dayMs, atMs)).toBeLessThan(missedRenewalsToAlarm);
          if (isRenewalDue('timestamp', signedMs + dayMs, atMs)) signedMs = atMs;
        }
      }),
    );
  });

  it('never tells an earlier time than the published one', () => {
    fc.assert(
      fc.property(fc.nat(1e13), fc.nat(1e13), (clockMs, toldMs) => {
        const expiresMs = toldMs + deriveLifeMs('timestamp');
        const nextMs = nextServerTimeMs(clockMs, { expiresMs });
        expect(nextMs).toBe(Math.max(clockMs, toldMs));
        const next = nextTimestamp(null, deriveFileMeta(1, new Uint8Array()), nextMs);
        expect(deriveServerTimeMs(next.expiresMs)).toBe(nextMs);
      }),
    );
    expect(nextServerTimeMs(nowMs, null)).toBe(nowMs);
  });

  it('counts from what is published, and drops an absurd version only with its keys', () => {
    const published = (version: number, isCurrent: boolean) => nextVersion({ content: { version }, isCurrent });
    expect(nextVersion(null)).toBe(1);
    expect([published(7, true), published(7, false), published(2 ** 40, true)]).toEqual([8, 8, 2 ** 40 + 1]);
    expect(published(2 ** 40, false)).toBe(1);
  });

  it('lets nothing leave the snapshot', () => {
    const meta = (version: number) => deriveFileMeta(version, new Uint8Array([version]));
    const content = {
      version: 1,
      expiresMs: nowMs,
      meta: new Map([
        ['targets', meta(1)],
        ['fw-nova', meta(2)],
      ]),
    };
    const next = nextMeta({ content, isCurrent: true }, new Map([['fw-nova', meta(3)]]));
    expect([...next]).toEqual([
      ['targets', meta(1)],
      ['fw-nova', meta(3)],
    ]);
    expect([...nextMeta(null, new Map([['targets', meta(1)]]))]).toEqual([['targets', meta(1)]]);
  });

  it('knows a listed file by its length and its hash', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const meta = deriveFileMeta(1, bytes);
    expect(isListedFile(meta, bytes)).toBe(true);
    expect(isListedFile(meta, new Uint8Array([1, 2, 4]))).toBe(false);
    expect(isListedFile({ ...meta, lengthBytes: 4 }, bytes)).toBe(false);
    expect(isListedFile({ ...meta, hashes: null }, bytes)).toBe(false);
  });
});
