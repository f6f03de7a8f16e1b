// `orange channel list`: the streams of builds of a product.
import { acting, newCommand, type Run } from './command.ts';
import { loadProduct } from './product-details.ts';
import { secondsWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const channelList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List the channels of a product',
    takes: ['product'],
    json: ['items[]: id, timetable, pollS'],
    examples: [['All of nova', 'orange channel list --product nova']],
  }).action(
    acting(run, async (session) => {
      const { channels: items } = await loadProduct(session);
      return {
        json: { items },
        lines: table(
          items,
          [
            { title: 'channel', of: (each) => name(each.id) },
            { title: 'timetable', of: (each) => each.timetable ?? 'by hand' },
            { title: 'devices ask every', of: (each) => secondsWords(each.pollS) },
          ],
          'No channels yet: orange channel set CHANNEL',
        ),
      };
    }),
  );
