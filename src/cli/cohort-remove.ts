// `orange cohort remove`: takes devices off a cohort's list.
import { changeMembers, readDevices } from './cohorts.ts';
import { acting, newCommand, type Run } from './command.ts';
import { amountWords } from './terminal/figures.ts';
import { name } from './terminal/words.ts';

export const cohortRemove = (run: Run) =>
  newCommand({
    name: 'remove',
    about: 'Remove devices from a cohort',
    more: 'A device counts as a member until its pass expires.',
    takes: ['product'],
    json: ['cohort', 'removed'],
    examples: [['One device', 'orange cohort remove friends SN-0042']],
  })
    .argument('<cohort>', 'its name')
    .argument('[devices...]', 'their ids')
    .option('--file <path>', 'a file with one device a line')
    .action(
      acting(run, async (session, cohort: string, given: string[], { file }: { file?: string }) => {
        const devices = await readDevices({ given, file });
        const { removed } = await changeMembers(session, cohort, { how: 'remove', devices });
        const others = devices.length - removed;
        return {
          json: { cohort, removed },
          lines: [
            [
              amountWords(removed, 'device'),
              ' left ',
              name(cohort),
              others === 0 ? '' : `, ${amountWords(others, 'was', 'were')} not in it`,
            ],
          ],
        };
      }),
    );
