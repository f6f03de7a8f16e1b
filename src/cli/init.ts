// `orange init`: makes a product ready to publish for: models, channel, first key, a plan file to start from.
import { acting, listing, newCommand, type Run } from './command.ts';
import { duration } from './durations.ts';
import type { InitOptions } from './init/initialize.ts';
import { initialize } from './init/initialize.ts';

export const init = (run: Run) =>
  newCommand({
    name: 'init',
    about: 'Make a product ready: models, channel, first key, a plan to start from',
    more:
      'What is there already is left as it is, so it can be run again. Product and channel become the defaults of this machine. ' +
      'Asks for what is missing when it runs at a terminal.',
    takes: ['channel', 'key'],
    json: ['product, channel, models', 'key: name, keyId, keyFile', 'planFile', 'created: what was not there before'],
    examples: [
      ['Two models, a new build every Friday', "orange init nova --model n1,n2 --timetable 'Fri 17:00 Asia/Shanghai'"],
      ['In CI, with keys made elsewhere', 'orange init nova --model n1 --no-key --no-plan'],
    ],
  })
    .argument('[product]', 'id of the product, in small letters')
    .option('--name <text>', 'name of the product for people')
    .option('-m, --model <names>', 'models it has, several with commas', listing)
    .option('--timetable <text>', 'when a build leaves by itself every week')
    .option('--poll <duration>', 'how often devices ask, such as 6h', duration)
    .option('--key <name>', 'what the first key is called', 'release')
    .option('--no-key', 'make and register no key')
    .option('--plan <path>', 'where the plan is written; never over a file that is there', 'plan.yaml')
    .option('--no-plan', 'write no plan')
    .action(
      acting(run, (session, product: string | undefined, options: InitOptions) =>
        initialize(session, product, options),
      ),
    );
