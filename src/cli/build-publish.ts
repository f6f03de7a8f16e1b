// `orange build publish`: measures a build file, signs it here, uploads it, and has it sealed.
import { acting, listing, newCommand, type Run, wholeNumber } from './command.ts';
import { publish } from './publish/publish.ts';
import type { PublishOptions } from './publish/stated-content.ts';
import { sendSymbols } from './symbols/send-symbols.ts';
import { symbolLines } from './symbols/symbol-lines.ts';

type Options = PublishOptions & {
  readonly fileName?: string;
  readonly ceiling: boolean;
  readonly yes?: boolean;
  readonly symbols?: readonly string[];
};

export const buildPublish = (run: Run) =>
  newCommand({
    name: 'publish',
    about: 'Sign a build file on this machine, upload it and publish it',
    more:
      'Shows exactly what will be signed and asks before it signs. What was uploaded before Ctrl-C or a dead network is not sent ' +
      'again: run the same command. Running it twice changes nothing. When a plan is in force on the channel, the ceiling of the ' +
      'coming rollout is signed along, so that the next departure can take the build.',
    takes: ['product', 'channel', 'key'],
    json: [
      'id, product, channel, version, vendorVersion, counter, models, accepts, securityFloor, state, artifact, createdBy, createdMs, sealedMs, withdrawal',
      'wasSealed, partsSent, partsKept',
      'ceiling: plan, seq',
      'files[]: role, version, digest, state, missing',
      'symbols[]: id, product, build, kind, identity, name, fileName, sizeBytes, sha256, isStored, createdMs, file, wasStored',
    ],
    examples: [
      ['For all models of the product', 'orange build publish nova.img --version 1.4.0'],
      [
        'With the vendor string, for two models, over 1.2 and later',
        "orange build publish ota.zip --version 14.0.3 --vendor-version V14.0.3.0.TKACNXM --model n1,n2 --accepts '>=1.2.0'",
      ],
      ['With what it knows about its code', 'orange build publish nova.img --version 1.4.0 --symbols out/symbols'],
      [
        'In CI',
        'ORANGE_KEY_PASSPHRASE_FILE=/run/secrets/orange orange build publish nova.img --version 1.4.0 --yes --json',
      ],
    ],
  })
    .argument('<file>', 'the image that devices install')
    .requiredOption('--version <semver>', 'semantic version, such as 1.4.0')
    .option('--vendor-version <text>', "the vendor's own name of it, shown to people and matched at check-in")
    .option('-m, --model <names>', 'models it is for, several with commas; all of the product when left out', listing)
    .option('--accepts <range>', 'versions it may be installed over, such as >=1.2.0', '*')
    .option('--security-floor <counter>', 'builds with a lower counter never follow it', wholeNumber(0, 1e15), 0)
    .option('--file-name <name>', 'what devices call the file; its own name when left out')
    .option('--no-ceiling', 'sign no ceiling: a rollout then needs `orange rollout start`')
    .option('--symbols <file...>', 'files or folders of symbols of this build, as `orange symbols upload` takes them')
    .option('-y, --yes', 'agree to what is signed, as in CI')
    .action(
      acting(run, async (session, file: string, options: Options) => {
        const { fileName, yes = false, ceiling, symbols = [], ...stated } = options;
        const published = await publish(session, { file, fileName, isAgreed: yes, withCeiling: ceiling, stated });
        const sent = symbols.length === 0 ? [] : await sendSymbols(session, symbols, published.json.id);
        return { json: { ...published.json, symbols: sent }, lines: [...published.lines, ...symbolLines(sent)] };
      }),
    );
