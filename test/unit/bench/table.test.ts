// What `npm run bench` prints, and the words it takes.
import { describe, expect, it } from 'vitest';
import { compared, told } from '../../../scripts/bench/figure.ts';
import { encodeFigures, encodeTable } from '../../../scripts/bench/table.ts';
import { parseBenchWords } from '../../../scripts/bench/words.ts';

const figures = [
  compared({
    name: 'poll',
    unit: 'requests/s',
    ours: [900, 1234.5, 2000],
    baseline: [1500],
    ratio: { median: 0.823, low: 0.6, high: 1.333 },
    wanted: { atLeast: 0.9 },
  }),
  told('lost', 'events', 0, { atMost: 0 }),
  told('fold', 'us', 12.345),
];

describe('encodeTable', () => {
  it('lines up the columns, marks what was missed, and asks nothing of what is for information', () => {
    expect(encodeTable(figures).split('\n')).toEqual([
      'figure   ours  baseline  unit        ratio     spread  wanted',
      'poll    1,235     1,500  requests/s   0.82  0.60-1.33  at least 0.9  MISSED',
      'lost        0            events                        at most 0     ok',
      'fold     12.3            us',
    ]);
  });

  it('tells programs the same', () => {
    expect(encodeFigures(figures).map(({ name, met }) => [name, met])).toEqual([
      ['poll', false],
      ['lost', true],
      ['fold', null],
    ]);
  });
});

describe('parseBenchWords', () => {
  it('measures everything by default, and less when in a hurry', () => {
    const whole = parseBenchWords([]);
    const quick = parseBenchWords(['--quick']);
    if (whole.kind !== 'bench' || quick.kind !== 'bench') throw new Error('no order');
    expect(whole.only).toEqual(['poll', 'checkins', 'publish', 'trust', 'fingerprints', 'gate', 'reports']);
    expect([whole.isQuick, quick.isQuick]).toEqual([false, true]);
    expect(quick.rounds.poll).toBeLessThan(whole.rounds.poll);
  });

  it('takes one part and a number of rounds', () => {
    expect(parseBenchWords(['--only', 'publish', '--rounds', '5', '--json'])).toMatchObject({
      only: ['publish'],
      rounds: { publish: 5 },
      isJson: true,
    });
  });

  it.each([[['--only', 'pool']], [['--rounds', '0']], [['--rounds', '1.5']], [['--fast']], [['poll']]])(
    'says what is wrong with %j',
    (words) => {
      expect(parseBenchWords(words)).toMatchObject({ kind: 'mistake', message: expect.any(String) });
    },
  );

  it('explains itself', () => {
    expect(parseBenchWords(['--help'])).toMatchObject({ kind: 'help', text: expect.stringContaining('--quick') });
  });
});
