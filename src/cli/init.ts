// `orange init`: makes a product ready to publish for: models, channel, keys and signed roles, a plan file to start from.
import { acting, listing, newCommand, type Run } from './command.ts';
import { duration } from './durations.ts';
import type { InitOptions } from './init/initialize.ts';
import { initialize } from './init/initialize.ts';
import type { Session } from './session.ts';

const inSilence = (session: Session): Session => ({ ...session, ask: { ...session.ask, isPossible: false } });

export const init = (run: Run) =>
  newCommand({
    name: 'init',
    about: 'Make a product ready: models, channel, keys and signed roles, a plan to start from',
    more:
      'Makes one key for every role in one key file, signs and publishes the first files of the repository and the empty ones of ' +
      'the product, and writes a recovery sheet to print. On a service that has a repository it adds the product, where your ' +
      'key file may do that. ' +
      'What is there already is left as it is, so it can be run again. The first product and channel become the defaults of this ' +
      'machine, and stay so until --default names others. ' +
      'Asks at a terminal for what is missing: the product, and the passphrase of the key file unless ORANGE_KEY_PASSPHRASE_FILE ' +
      'or ORANGE_KEY_PASSPHRASE has it. With --yes, and without a terminal, it asks nothing.',
    takes: ['channel', 'signer', 'root'],
    json: [
      'product, channel, models',
      'isDefault: whether this machine means them where nothing is said',
      'keyFile: where keys are looked for; null with --no-key',
      'planFile',
      'created: what was not there before',
      'files[]: role, version, digest, state, missing',
      'recoverySheet',
    ],
    examples: [
      ['Two models, a new build every Friday', "orange init nova --model n1,n2 --timetable 'Fri 17:00 Asia/Shanghai'"],
      ['In a script', 'ORANGE_KEY_PASSPHRASE_FILE=passphrase orange init nova --model n1 --yes'],
      ['In CI, with keys made elsewhere', 'orange init nova --model n1 --no-key --no-plan'],
    ],
  })
    .argument('[product]', 'id of the product, in small letters')
    .option('--name <text>', 'name of the product for people')
    .option('-m, --model <names>', 'models it has, several with commas', listing)
    .option('--timetable <text>', 'when a build leaves by itself every week')
    .option('--poll <duration>', 'how often devices ask, such as 6h', duration)
    .option('--no-key', 'make no keys and sign nothing')
    .option('--recovery-sheet <file>', 'where the recovery sheet is written; beside the key file when left out')
    .option('--reuse-keys', 'take keys of the key file that have the names of roles, as after a run that broke off')
    .option('--unencrypted', 'lock the key file with no passphrase, for a CI with a secret store of its own')
    .option('--default', 'mean this product and channel from here on, where nothing is said')
    .option('--yes', 'ask nothing: what is missing is an error, even at a terminal')
    .option('--plan <path>', 'where the plan is written; never over a file that is there', 'plan.yaml')
    .option('--no-plan', 'write no plan')
    .action(
      acting(run, (session, product: string | undefined, options: InitOptions) =>
        initialize(options.yes === true ? inSilence(session) : session, product, options),
      ),
    );
