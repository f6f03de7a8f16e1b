// `orange device show`: one device with its cohorts and its last installs.
import { deviceDetails } from '../wire/release/device.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { attemptWords } from './devices.ts';
import { instantWords } from './terminal/figures.ts';
import { details } from './terminal/table.ts';
import { bad, type Line } from './terminal/words.ts';

export const deviceShow = (run: Run) =>
  newCommand({
    name: 'show',
    about: 'Show a device with its cohorts and its last installs',
    takes: ['product'],
    json: [
      'product, device, channel, model, bucket, region, locale, tester, blocked, enrolledMs, seenMs',
      'build: id, reported',
      'cohorts[]',
      'attempts[]: rollout, state, reason, acceptedMs, deadlineMs, stepMs',
    ],
    examples: [['By its id', 'orange device show SN-0042']],
  })
    .argument('<device>', 'its id')
    .action(
      acting(run, async ({ api, settings }, id: string) => {
        const device = await api().get(path`/v1/devices/${settings.product()}/${id}`, reading(deviceDetails));
        const { region, locale, build, cohorts, attempts, tester, blocked } = device;
        const lines = details([
          ['device', device.device],
          ['channel', `${device.product}/${device.channel}`],
          ['model', device.model],
          ['bucket', device.bucket],
          ['place', [region, locale].filter((part) => part !== null).join(', ') || '-'],
          ['runs', build.id === null ? (build.reported ?? 'it has not said') : `${build.reported} (${build.id})`],
          ['cohorts', [...cohorts, ...(tester ? ['tester'] : [])].join(', ') || '-'],
          ['enrolled', instantWords(device.enrolledMs)],
          ['last heard', instantWords(device.seenMs)],
          ...(blocked ? [['blocked', bad('its check-ins are not counted')] satisfies [string, Line]] : []),
          ...attempts.map((attempt): [string, Line] => ['install', attemptWords(attempt)]),
        ]);
        return { json: device, lines };
      }),
    );
