// Suggestions between bug texts: the same complaint in other words is near, another is not, and chains do not grow.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestSame } from '../../../src/domain/report/similar/suggest.ts';
import { stem, wordsOf } from '../../../src/domain/report/similar/words.ts';

const bug = (title: string, description = '') => ({ title, description });
const pool = [
  bug('Torch stays on after a photo', 'The torch does not go off when the camera closes'),
  bug('Flashlight torch keeps burning after photos', 'I take a photo and the torch stays on until I reboot'),
  bug('Alarm is silent on Monday', 'The alarm clock showed but made no sound'),
  bug('No alarm sound in the morning', 'alarm clock is silent though volume is up'),
  bug('Keyboard misses swipe words', 'Swiping Chinese words is slow'),
];

describe('suggestSame', () => {
  it('puts complaints of the same thing together and leaves others alone', () => {
    expect(suggestSame(pool).map(({ group }) => group)).toEqual([0, 0, 2, 2, 4]);
  });

  it('goes by what was told more than by the titles', () => {
    const texts = [
      bug(
        'Album is gone',
        'Swiping a photo to the left in the gallery deletes the album, and restoring it fails with error nova77',
      ),
      bug('Album artist is missing', 'The music player shows no artist of a song on the lock screen'),
      bug('Pictures lost', 'Scrolling left deletes the album of my holiday, error nova77'),
      bug('Wallpaper turns black', 'After a restart the wallpaper is black until the launcher is opened'),
    ];
    expect(suggestSame(texts).map(({ group }) => group)).toEqual([0, 1, 0, 3]);
  });

  it('names the nearest first', () => {
    const near = suggestSame(pool)[1]?.near ?? [];
    expect(near[0]?.index).toBe(0);
    expect(near.map(({ score }) => score)).toEqual(near.map(({ score }) => score).sort((a, b) => b - a));
  });

  it('does not let a text that is like two make one group of all three', () => {
    const chain = [
      'torch burns hot nights',
      'torch burns hot alarm clock',
      'alarm clock volume ring bell',
      'wifi slow',
      'map lost',
    ];
    const found = suggestSame(chain.map((title) => bug(title)));
    expect(found[2]?.near.map(({ index }) => index)).toEqual([1]);
    expect(found.map(({ group }) => group)).toEqual([0, 0, 2, 3, 4]);
  });

  it('suggests nothing to texts without words', () => {
    expect(
      suggestSame([bug(''), bug('the and of'), bug('!!!')]).map(({ group, near }) => [group, near.length]),
    ).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });

  it('gives every text one group, whose name is its first member', () => {
    const texts = fc.array(fc.record({ title: fc.lorem({ maxCount: 4 }), description: fc.lorem({ maxCount: 12 }) }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(texts, (some) => {
        const groups = suggestSame(some).map(({ group }) => group);
        expect(groups).toHaveLength(some.length);
        for (const [at, group] of groups.entries()) {
          expect(group).toBeLessThanOrEqual(at);
          expect(groups[group]).toBe(group);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('words', () => {
  it('fold cases, endings and joined names, and leave out what every report says', () => {
    expect(wordsOf('The PhotoViewer crashed with columns')).toEqual(['photo', 'viewer', 'crash', 'column']);
    expect(stem('crashes')).toBe(stem('crashing'));
  });
});
