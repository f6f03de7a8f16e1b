// `orange channel set`: adds a channel, or changes its timetable and how often its devices ask.
import { channel } from '../wire/release/product.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { duration } from './durations.ts';
import { loadProduct } from './product-details.ts';
import { secondsWords } from './terminal/figures.ts';
import { name } from './terminal/words.ts';

/** A quarter of a day: a fleet of a million then asks 46 times a second. */
export const usualPollS = 21_600;

type Options = { readonly timetable?: string | false; readonly poll?: number };

export const channelSet = (run: Run) =>
  newCommand({
    name: 'set',
    about: "Add a channel, or change its timetable and its devices' pace",
    more: 'With a timetable the newest sealed build leaves by itself every week. What is not named stays as it is.',
    takes: ['product'],
    json: ['product', 'id', 'timetable', 'pollS'],
    examples: [
      ['A new build every Friday', "orange channel set stable --timetable 'Fri 17:00 Asia/Shanghai'"],
      ['By hand from now on', 'orange channel set stable --no-timetable'],
      ['Ask four times an hour', 'orange channel set beta --poll 15m'],
    ],
  })
    .argument('<channel>', 'its name')
    .option('--timetable <text>', 'weekday, time and IANA time zone')
    .option('--no-timetable', 'rollouts are started by hand')
    .option('--poll <duration>', 'how often devices ask, such as 6h or 15m', duration)
    .action(
      acting(run, async (session, id: string, { timetable, poll }: Options) => {
        const { channels, id: product } = await loadProduct(session);
        const before = channels.find((each) => each.id === id) ?? { timetable: null, pollS: usualPollS };
        const body = {
          timetable: timetable === false ? null : (timetable ?? before.timetable),
          pollS: poll ?? before.pollS,
        };
        const set = await session
          .api()
          .send('PUT', path`/v1/products/${product}/channels/${id}`, reading(channel), { body });
        const leaves = set.timetable === null ? 'rollouts start by hand' : `a build leaves every ${set.timetable}`;
        const lines = [[name(`${product}/${set.id}`), `: ${leaves}; devices ask every ${secondsWords(set.pollS)}`]];
        return { json: { product, ...set }, lines };
      }),
    );
