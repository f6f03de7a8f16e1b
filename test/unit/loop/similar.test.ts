// What is offered to a tester who writes: what says the same, a few, the nearest first, and cleaned.
import { expect, it } from 'vitest';
import { maxSuggested, rankSimilar, type SimilarCandidate } from '../../../src/domain/loop/similar.ts';

const candidate = (number: number, title: string, excerpt = ''): SimilarCandidate => ({
  ...{ number, title, excerpt },
  ...{ status: 'new', devices: 1 },
});
const torch = { title: 'Torch stays on after a photo', text: 'The torch does not go out when a photo was taken.' };
const said = 'The torch stays on when a photo was taken.';

it('leaves out what shares a word and says something else', () => {
  const offered = rankSimilar(torch, [
    candidate(1, 'Torch stays on after a photo', said),
    candidate(
      2,
      'Alarm is silent after an update',
      'The alarm of the clock rings on no morning, whatever tone was chosen.',
    ),
  ]);
  expect(offered.map(({ number }) => number)).toEqual([1]);
});

it('offers no more than are read before going on', () => {
  const many = Array.from({ length: 9 }, (_, at) => candidate(at + 1, 'Torch stays on after a photo', said));
  expect(rankSimilar(torch, many).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5].slice(0, maxSuggested));
});

it('shows nobody a mail address that a title was filed with', () => {
  const [offered] = rankSimilar(torch, [candidate(1, 'Torch stays on after a photo, ask ada@example.com', said)]);
  expect(offered?.title).toBe('Torch stays on after a photo, ask <mail>');
});
