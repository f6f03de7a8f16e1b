// What a device looks up about an offer: each statement at its path and of its kind, and the stop that nobody pointed at.
import { describe, expect, it } from 'vitest';
import { obtainStatements } from '../../../src/device/obtain-statements.ts';
import { stopPath } from '../../../src/domain/build/stop-statement.ts';
import { type SampleUpdater, sampleOffer, sampleUpdater } from '../../samples/offers.ts';
import { ceiling, head, release } from '../../samples/statements.ts';
import { stopStatement } from '../../samples/trust.ts';

const [forward, back] = [sampleOffer(), sampleOffer({ direction: 'back' })];
const stop = stopPath(release.product, release.releaseId);
const failing = (path: string, refusal: 'too-slow' | 'expired' | 'not-in-snapshot'): SampleUpdater => {
  const updater = sampleUpdater();
  updater.failures.set(path, { ok: false, role: 'stop-nova', refusal });
  return updater;
};
const lacking = (path: string | null): SampleUpdater => {
  const updater = sampleUpdater();
  updater.targets.delete(path ?? '');
  return updater;
};

describe('obtainStatements', () => {
  it('finds release and ceiling, or release and permit, with the head of their files', async () => {
    const found = await obtainStatements(sampleUpdater(), forward);
    expect(found).toMatchObject({ ok: true, statements: { release: head, permit: null, stopSeq: 0 } });
    expect(found).toMatchObject({
      statements: { ceiling: { statement: { rolloutKey: ceiling.rolloutKey }, ...head } },
    });
    expect(await obtainStatements(sampleUpdater(), back)).toMatchObject({
      statements: { ceiling: null, permit: { statement: { kind: 'permit' } } },
    });
  });

  it.each([forward, back])('looks for a stop by itself ($direction)', async (offer) => {
    const stopped = sampleUpdater({}, { ...stopStatement, seq: 3 });
    expect(await obtainStatements(stopped, offer)).toMatchObject({ statements: { stopSeq: 3 } });
  });

  it.each(['too-slow', 'expired', 'not-in-snapshot'] as const)(
    'goes no further while a stop may be hidden: %s',
    async (refusal) => {
      expect(await obtainStatements(failing(stop, refusal), forward)).toEqual({ ok: false, refusal });
    },
  );

  it.each([
    ['a release that is not there', lacking(forward.release), forward, 'target-not-found'],
    ['a ceiling that is not there', lacking(forward.ceiling), forward, 'target-not-found'],
    ['a permit that is not there', lacking(back.permit), back, 'target-not-found'],
    ['no ceiling', sampleUpdater(), { ...forward, ceiling: null }, 'target-not-found'],
    ['no permit', sampleUpdater(), { ...back, permit: null }, 'permit-missing'],
    [
      'a ceiling for a release',
      sampleUpdater(),
      { ...forward, release: forward.ceiling ?? '' },
      'statement-of-another-kind',
    ],
    ['a release for a ceiling', sampleUpdater(), { ...forward, ceiling: forward.release }, 'statement-of-another-kind'],
    ['a permit for a ceiling', sampleUpdater(), { ...forward, ceiling: back.permit }, 'statement-of-another-kind'],
    ['a ceiling for a permit', sampleUpdater(), { ...back, permit: forward.ceiling }, 'statement-of-another-kind'],
  ])('refuses %s', async (_, updater, offer, refusal) => {
    expect(await obtainStatements(updater, offer)).toEqual({ ok: false, refusal });
  });

  it('refuses words that stand at the path of others', async () => {
    const updater = sampleUpdater();
    const target = updater.targets.get(forward.release);
    const elsewhere = 'fw/nova/nova-43.nova-1.4.0.img';
    if (target !== undefined) updater.targets.set(elsewhere, target);
    expect(await obtainStatements(updater, { ...forward, release: elsewhere })).toEqual({
      ok: false,
      refusal: 'malformed-statement',
    });
  });
});
