// `orange report erase`: takes away what a device reported, for whoever owns it and asks.
import { erasedReports } from '../wire/release/report.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { erasingOption, mustBeMeant } from './erasing.ts';
import { amountWords } from './terminal/figures.ts';
import { name } from './terminal/words.ts';

export const reportErase = (run: Run) =>
  newCommand({
    name: 'erase',
    about: 'Erase what a device reported',
    more: 'Texts, files, and the words that issues took from them, for good. Counts go on under a pseudonym, which is all that the audit names.',
    takes: ['product'],
    json: ['device, erased'],
    examples: [['Its owner asks', 'orange report erase SN-0042 --yes']],
  })
    .argument('<device>', 'its id')
    .option(...erasingOption)
    .action(
      acting(run, async ({ api, settings }, device: string, { yes }: { yes?: true }) => {
        mustBeMeant(yes);
        const where = path`/v1/devices/${settings.product()}/${device}/reports`;
        const { erased } = await api().send('DELETE', where, reading(erasedReports));
        return { json: { device, erased }, lines: [['erased ', amountWords(erased, 'report'), ' of ', name(device)]] };
      }),
    );
