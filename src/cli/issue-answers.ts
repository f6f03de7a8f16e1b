// `orange issue answers`: how long people wait for a first answer, week by week.
import { answerTimes } from '../wire/release/answer-times.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run, wholeNumber } from './command.ts';
import { countWords, minuteWords, secondsWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';

const waitWords = (ms: number | null): string => (ms === null ? '-' : secondsWords(ms / 1000));

export const issueAnswers = (run: Run) =>
  newCommand({
    name: 'answers',
    about: 'Show how long reporters wait for a first answer, by week',
    more: 'Of bugs and ideas, from the first report to the first word to testers or change of status. Median and 90th percentile are over those answered.',
    takes: ['product'],
    json: ['weeks[]: weekMs, reported, answered, unanswered, medianMs, p90Ms'],
    examples: [['The last quarter', 'orange issue answers']],
  })
    .option('--weeks <n>', 'how many weeks back', wholeNumber(1, 104))
    .action(
      acting(run, async ({ api, settings }, { weeks }: { weeks?: number }) => {
        const query = { product: settings.product(), ...(weeks === undefined ? {} : { weeks: String(weeks) }) };
        const found = await api().get('/v1/issues/answers', reading(answerTimes), query);
        const lines = table(
          found.weeks,
          [
            { title: 'week of', of: ({ weekMs }) => minuteWords(weekMs).slice(0, 10) },
            { title: 'reported', of: ({ reported }) => countWords(reported), align: 'right' },
            { title: 'median', of: ({ medianMs }) => waitWords(medianMs), align: 'right' },
            { title: '90 %', of: ({ p90Ms }) => waitWords(p90Ms), align: 'right' },
            { title: 'unanswered', of: ({ unanswered }) => countWords(unanswered), align: 'right' },
          ],
          'Nobody reported anything in that time.',
        );
        return { json: found, lines };
      }),
    );
