// `orange build list`: the builds of a product, newest first.
import { buildStates } from '../domain/build/build.ts';
import { buildPage } from '../wire/release/build.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { standingOf } from './builds.ts';
import { acting, newCommand, oneOf, type Run } from './command.ts';
import { minuteWords, sizeWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { name } from './terminal/words.ts';

export const buildList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List builds, newest first',
    more: 'Of all channels, unless --channel names one.',
    takes: ['product', 'channel'],
    json: [
      'items[]: id, product, channel, version, vendorVersion, counter, models, accepts, securityFloor, state, artifact, createdBy, createdMs, sealedMs, withdrawal',
      'next',
    ],
    examples: [
      ['The last fifty', 'orange build list'],
      [
        'Versions of the beta that are sealed',
        "orange build list --channel beta --state sealed --json | jq -r '.items[].version'",
      ],
    ],
  })
    .addOption(oneOf('--state <state>', 'only these', buildStates))
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async ({ api, settings }, flags: PageFlags & { state?: string; channel?: string }) => {
        const query = { product: settings.product(), channel: flags.channel, state: flags.state, ...pageQuery(flags) };
        const page = await api().get('/v1/builds', reading(buildPage), query);
        const lines = table(
          page.items,
          [
            { title: 'build', of: ({ id }) => name(id) },
            { title: 'version', of: ({ version }) => version },
            { title: 'vendor', of: ({ vendorVersion }) => vendorVersion ?? '-' },
            { title: 'channel', of: ({ channel }) => channel },
            { title: 'models', of: ({ models }) => models.join(', ') },
            { title: 'size', of: ({ artifact }) => sizeWords(artifact.sizeBytes), align: 'right' },
            { title: 'drafted', of: ({ createdMs }) => minuteWords(createdMs) },
            { title: 'state', of: standingOf },
          ],
          'No builds: orange build publish FILE --version 1.0.0',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
