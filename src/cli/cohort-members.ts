// `orange cohort members`: the devices on a cohort's list.
import { memberPage } from '../wire/release/cohort.ts';
import { path } from './api/api-client.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const cohortMembers = (run: Run) =>
  newCommand({
    name: 'members',
    about: 'List the devices of a cohort',
    takes: ['product'],
    json: ['items[]: device, addedMs', 'next'],
    examples: [['All friends', 'orange cohort members friends']],
  })
    .argument('<cohort>', 'its name')
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, cohort: string, flags: PageFlags) => {
        const url = path`/v1/products/${settings.product()}/cohorts/${cohort}/members`;
        const page = await api().get(url, reading(memberPage), pageQuery(flags));
        const lines = table(
          page.items,
          [
            { title: 'device', of: ({ device }) => name(device) },
            { title: 'added', of: ({ addedMs }) => minuteWords(addedMs) },
          ],
          `No devices yet: orange cohort add ${cohort} DEVICE`,
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
