// `orange device list`: the devices of a product.
import { devicePage } from '../wire/release/device.ts';
import { afterOption, limitOption, moreLine, type PageFlags, pageQuery } from './api/pages.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { noteNear } from './name-near.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { bad, name } from './terminal/words.ts';

type Options = PageFlags & { readonly channel?: string; readonly model?: string; readonly build?: string };

export const deviceList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List devices',
    more: 'Of all channels, unless --channel names one.',
    takes: ['product', 'channel'],
    json: [
      'items[]: product, device, channel, model, bucket, region, locale, build, tester, blocked, enrolledMs, seenMs',
      'next',
    ],
    examples: [['Who runs 1.4.0 on n2?', 'orange device list --model n2 --build 1.4.0']],
  })
    .option('-m, --model <name>', 'only this model')
    .option('--build <name>', 'only those that run it: id, version or vendor string')
    .option(...limitOption)
    .option(...afterOption)
    .action(
      acting(run, async (session, { channel, model, build, ...flags }: Options) => {
        const { api, settings } = session;
        const query = { product: settings.product(), channel, model, build, ...pageQuery(flags) };
        const page = await api().get('/v1/devices', reading(devicePage), query);
        await noteNear(session, page, { build, model });
        const isAll = channel === undefined && model === undefined && build === undefined;
        const lines = table(
          page.items,
          [
            { title: 'device', of: ({ device }) => name(device) },
            { title: 'channel', of: ({ channel }) => channel },
            { title: 'model', of: ({ model }) => model },
            { title: 'bucket', of: ({ bucket }) => bucket, align: 'right' },
            { title: 'runs', of: (device) => device.build.reported ?? '-' },
            { title: 'last heard', of: ({ seenMs }) => minuteWords(seenMs) },
            { title: '', of: ({ blocked, tester }) => (blocked ? bad('blocked') : tester ? 'tester' : '') },
          ],
          isAll ? 'No devices: they appear when they enrol.' : 'No devices like that.',
        );
        return { json: page, lines: [...lines, ...moreLine(page)] };
      }),
    );
