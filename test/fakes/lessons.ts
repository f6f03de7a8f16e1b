// What rollouts in memory taught.
import type { Lessons } from '../../src/app/ports/lessons.ts';
import { lessonsOfDrift } from '../../src/domain/gate/lesson.ts';
import type { FakeRollouts } from './rollouts.ts';

export function fakeLessons({ held }: FakeRollouts): Lessons {
  return {
    loadLessons: async (channels) =>
      channels.map(({ product, channel }) => {
        const completed = [...held]
          .reverse()
          .filter(({ rollout }) => rollout.product === product && rollout.channel === channel)
          .filter(({ rollout }) => rollout.state === 'completed');
        const reference = completed.findIndex(({ lesson }) => lesson === null);
        return completed
          .flatMap(({ lesson }, place) =>
            lesson === null ? [] : { ...lesson, isBeforeReference: reference !== -1 && place > reference },
          )
          .slice(0, lessonsOfDrift);
      }),
  };
}
