// `orange train list`: when builds leave by themselves, and what became of the last departures.
import { trainList as trainListSchema } from '../wire/release/train.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { distanceWords } from './terminal/figures.ts';
import { faint, type Line, name, strong, warning } from './terminal/words.ts';

/** A month of weeks; --json has them all. */
const shownDepartures = 4;

export const trainList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'Show the timetables, the next departures and the last ones',
    takes: ['product'],
    json: [
      'items[]: product, channel, timetable, next, departures',
      'items[].next: departureMs, departure, words',
      'items[].departures[]: departureMs, departure, words, rollout, skipped, sentence, decidedMs',
    ],
    examples: [['Did a build leave last Friday?', 'orange train list']],
  }).action(
    acting(run, async ({ api, settings, surroundings }) => {
      const trains = await api().get('/v1/trains', reading(trainListSchema), { product: settings.product() });
      const lines = trains.items.flatMap(({ channel, timetable, next, departures }): Line[] => [
        [strong(channel), `  ${timetable}`],
        next === null
          ? warning('  The timetable cannot be read.')
          : ['  next  ', next.words, faint(`, ${distanceWords(next.departureMs, surroundings.nowMs())}`)],
        ...departures
          .slice(0, shownDepartures)
          .map(
            ({ words, rollout, sentence }): Line => [
              `  ${words}  `,
              rollout === null ? warning(sentence ?? 'skipped') : name(`rollout ${rollout}`),
            ],
          ),
      ]);
      const none = "No channel has a timetable: orange channel set CHANNEL --timetable 'Fri 17:00 Asia/Shanghai'";
      return { json: trains, lines: lines.length === 0 ? [faint(none)] : lines };
    }),
  );
