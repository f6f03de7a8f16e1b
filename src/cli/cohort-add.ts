// `orange cohort add`: puts devices on a cohort's list.
import { changeMembers, readDevices } from './cohorts.ts';
import { acting, newCommand, type Run } from './command.ts';
import { amountWords } from './terminal/figures.ts';
import { name } from './terminal/words.ts';

export const cohortAdd = (run: Run) =>
  newCommand({
    name: 'add',
    about: 'Add devices to a cohort',
    more: 'They need not be enrolled yet. A device learns of it when it renews its pass.',
    takes: ['product'],
    json: ['cohort', 'added'],
    examples: [
      ['Two devices', 'orange cohort add friends SN-0042 SN-0043'],
      ['A list, one a line', 'orange cohort add friends --file friends.txt'],
    ],
  })
    .argument('<cohort>', 'its name')
    .argument('[devices...]', 'their ids')
    .option('--file <path>', 'a file with one device a line')
    .action(
      acting(run, async (session, cohort: string, given: string[], { file }: { file?: string }) => {
        const devices = await readDevices({ given, file });
        const { added } = await changeMembers(session, cohort, { how: 'add', devices });
        const others = devices.length - added;
        return {
          json: { cohort, added },
          lines: [
            [
              amountWords(added, 'device'),
              ' came to ',
              name(cohort),
              others === 0 ? '' : `, ${amountWords(others, 'was', 'were')} in it`,
            ],
          ],
        };
      }),
    );
