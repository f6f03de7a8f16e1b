// What is known of a channel's fleet, as the API shows it.
import * as z from 'zod';

const count = z.int().min(0);
const share = z.exactOptional(z.number().min(0));

export const knownFleet = z
  .object({
    lessons: count.describe('Rollouts that taught the rates: those that the gate completed, four at most.'),
    devices: count,
    models: z
      .array(
        z.object({
          model: z.string(),
          share: count.describe('Devices of the model.'),
          crash: z.number().min(0).describe('Crashes, relative to the whole fleet; 1 where too little is known.'),
        }),
      )
      .readonly(),
    cohorts: z.record(z.string(), count).describe('Devices of each list, and of testers.'),
    crashesPerDay: share.describe('Crashes a device and day. What no rollout taught is left out, here and below.'),
    failedInstalls: share,
    silence: share.describe('Devices without a word for a day.'),
    unconfirmed: share.describe('Boots not confirmed within the hour.'),
  })
  .meta({ id: 'KnownFleet' });
