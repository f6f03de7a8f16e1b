// The shape of a kind of build in a world file: the faults that it can have.
import * as z from 'zod';
import { metrics } from '../../../src/domain/device/metric.ts';
import { groupNames, hour, hours, modelNames, name, ratio, say, share } from './values.ts';

const affects = {
  models: z.exactOptional(
    z
      .union([z.int().min(1).max(64), modelNames])
      .meta(say('Only these models, or so many chosen by chance for each build.')),
  ),
  groups: z.exactOptional(groupNames.meta(say('Only these groups; `public` is who is in none.'))),
};

/** A kind of build: what is wrong with it, and with whom. */
export const build = z.strictObject({
  name,
  weight: z.number().min(0).max(1000).default(1).meta(say('Its part of the builds.')),
  spread: z.exactOptional(share('Crash ratio drawn uniformly within this much around its own.')),
  crash: z.exactOptional(ratio('Crash ratio to the build before.')),
  crashFromHour: hour('Late onset: crashes begin so long after the install.').default(0),
  crashRampHours: z
    .int()
    .min(0)
    .max(2000)
    .default(0)
    .meta(say('From the onset, crashes rise for so long to their ratio.')),
  loop: z.exactOptional(
    z.strictObject({
      share: share('Share of installs that crash in every check-in from then on.'),
      reports: z.int().min(1).max(100_000).default(50),
    }),
  ),
  failedInstalls: z.exactOptional(share('Share of installs that fail and say so.')),
  brick: z.exactOptional(share('Share of installs that are never heard of again.')),
  brickAfterHours: z
    .int()
    .min(0)
    .max(2000)
    .default(0)
    .meta(say('Bricks work that long first, and confirm their boot.')),
  mute: z.exactOptional(
    z.strictObject({
      share: share('Share of installs that go quiet.'),
      hours: hours('For so long; then they are heard again.'),
    }),
  ),
  metrics: z.exactOptional(
    z.partialRecord(z.enum(metrics), ratio('Relative to the build before.')).meta(say('What devices on it measure.')),
  ),
  uptime: z.number().min(0.01).max(100).default(1).meta(say('Uptime that the build claims for each hour that passed.')),
  ...affects,
});
