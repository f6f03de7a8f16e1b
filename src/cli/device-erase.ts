// `orange device erase`: takes away everything that is known of a device, for whoever owns it and asks.
import { erasedDevice } from '../wire/release/report.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { erasingOption, mustBeMeant } from './erasing.ts';
import { amountWords } from './terminal/figures.ts';
import { name } from './terminal/words.ts';

export const deviceErase = (run: Run) =>
  newCommand({
    name: 'erase',
    about: 'Erase a device: its reports, its life, its place in cohorts',
    more: 'What was counted of it goes on under a pseudonym, which is all that the audit names. `orange export --device` writes out what is stored before.',
    takes: ['product'],
    json: ['device, reports, wasEnrolled'],
    examples: [['Its owner asks', 'orange device erase SN-0042 --yes']],
  })
    .argument('<device>', 'its id')
    .option(...erasingOption)
    .action(
      acting(run, async ({ api, settings }, device: string, { yes }: { yes?: true }) => {
        mustBeMeant(yes);
        const where = path`/v1/devices/${settings.product()}/${device}`;
        const { reports, wasEnrolled } = await api().send('DELETE', where, reading(erasedDevice));
        const what = wasEnrolled ? ' and ' : ', which was not enrolled, and ';
        return {
          json: { device, reports, wasEnrolled },
          lines: [['erased ', name(device), what, amountWords(reports, 'report'), ' of it']],
        };
      }),
    );
