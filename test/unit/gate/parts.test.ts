// How the parts of an hour become what the gate judges: old installs by age, each age among all who have reached it.
import { describe, expect, it } from 'vitest';
import { noOffsets } from '../../../src/domain/gate/groups.ts';
import { deriveWindow, type PartCounts, type PartedWindow } from '../../../src/domain/gate/parts.ts';

const part = (changes: Partial<PartCounts> = {}): PartCounts => ({
  arm: 'new',
  isTester: false,
  ageH: 24,
  exposureS: 100,
  crashes: 1,
  freeS: 50,
  first: 1,
  fell: 0,
  ...changes,
});

const windowOf = (...parts: PartCounts[]): PartedWindow => ({
  model: 'A-1',
  hourMs: 0,
  newExposureS: 10_000,
  newCrashes: 9,
  controlExposureS: 20_000,
  controlCrashes: 7,
  newFreeS: 9_000,
  newFirst: 5,
  controlFreeS: 19_000,
  controlFirst: 6,
  parts,
});

describe('the ages of installs', () => {
  it('hold everybody who has reached them', () => {
    const { late } = deriveWindow(
      windowOf(part(), part({ isTester: true }), part({ ageH: 48, crashes: 3 }), part({ ageH: 72, exposureS: 7 })),
      noOffsets,
    );
    expect(late).toEqual([
      { sinceH: 24, exposureS: 307, crashes: 6, freeS: 200, first: 4 },
      { sinceH: 48, exposureS: 107, crashes: 4, freeS: 100, first: 2 },
      { sinceH: 72, exposureS: 7, crashes: 1, freeS: 50, first: 1 },
    ]);
  });

  it('are none of young installs, nor of control', () => {
    const { parts: _, ...plain } = windowOf();
    expect(
      deriveWindow(windowOf(part({ ageH: 0 }), part({ arm: 'control', isTester: true, ageH: 6 })), noOffsets),
    ).toEqual(plain);
  });
});

describe('offsets', () => {
  it('give more exposure to testers and young installs, on each side its own', () => {
    const parts = [
      part({ ageH: 0 }),
      part({ ageH: 0, isTester: true }),
      part({ ageH: 48, isTester: true }),
      part({ arm: 'control', ageH: 6, isTester: true, exposureS: 1000, freeS: 500 }),
    ];
    expect(deriveWindow(windowOf(...parts), { testers: 1.5, fresh: 2 })).toMatchObject({
      newExposureS: 10_000 + 100 + 200 + 50,
      newFreeS: 9_000 + 50 + 100 + 25,
      controlExposureS: 20_000 + 500,
      controlFreeS: 19_000 + 250,
      newCrashes: 9,
      late: [
        { sinceH: 24, exposureS: 150 },
        { sinceH: 48, exposureS: 150 },
      ],
    });
  });
});
