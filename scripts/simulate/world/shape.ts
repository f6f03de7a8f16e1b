// The shape of a world file, written once: what is read, its defaults, and the published JSON Schema come from it.
import * as z from 'zod';
import { metrics } from '../../../src/domain/device/metric.ts';
import { planShape } from '../../../src/wire/plan/shape.ts';
import { build } from './build-shape.ts';
import { usualBuilds, usualModels } from './usual.ts';
import { arm, hour, hours, modelNames, name, ratio, say, share } from './values.ts';

const growth = z.strictObject({
  factor: z.number().min(1).max(100).meta(say('How many times as large the group becomes: 10 is tenfold.')),
  atHour: hour('When its new members enrol, counted from the start of the rollout.'),
  crash: z.exactOptional(ratio("Crash ratio of the new members; the group's own when left out.")),
});

const group = z.strictObject({
  name,
  devices: z.exactOptional(z.int().min(1).max(2_000_000).meta(say('How many devices.'))),
  share: z.exactOptional(share('Instead of `devices`: share of the fleet.')),
  cohort: z.exactOptional(name.meta(say('A cohort that a plan can name; the service knows who is in it.'))),
  crash: ratio('Crashes relative to the public.').default(1),
  accept: ratio('Readiness to install relative to the public.').default(1),
  silence: ratio('Silence relative to the public.').default(1),
  failedInstalls: ratio('Failed installs relative to the public.').default(1),
  grows: z.exactOptional(growth),
});

const fleet = z.strictObject({
  devices: z.int().min(100).max(2_000_000).default(100_000),
  checkinHours: z
    .int()
    .min(1)
    .max(24)
    .default(6)
    .meta(say('Every device checks in this often, its phase fixed by chance.')),
  bootConfirm: share(
    'Share of devices whose client confirms its boot at once; the others confirm by their next check-in.',
  ).default(1),
  groups: z
    .array(group)
    .max(16)
    .default([
      { name: 'insiders', devices: 2_000, cohort: 'testers', crash: 1, accept: 1, silence: 1, failedInstalls: 1 },
    ])
    .meta(say('Groups of devices that differ from the public; who is in none is the public.')),
  eager: z.exactOptional(
    z
      .strictObject({
        share: share('Share of every group.'),
        accept: ratio('Readiness to install.').default(2),
        crash: ratio('Crashes.').default(1.5),
      })
      .meta(
        say(
          'Acceptance that goes with crashing: these devices install sooner and crash more, on every build. Nobody knows who they are.',
        ),
      ),
  ),
  differ: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .meta(say('Coefficient of variation of crashing between devices; 4 gives a few that always crash.')),
});

const model = z.strictObject({
  name,
  share: z.number().min(0).max(1_000_000).meta(say('Share of the fleet; shares are scaled to add up to one.')),
  crash: ratio('Crashes relative to `rates.crashesPerDay`.').default(1),
  silence: ratio('Silence relative to the base.').default(1),
  failedInstalls: ratio('Failed installs relative to the base.').default(1),
  control: share('Share of its devices without the build that are heard; 0 is a model without control.').default(1),
  isKnown: z
    .boolean()
    .default(true)
    .meta(say('Whether the service knows from before the rollout how its rates compare with those of the others.')),
});

const rates = z.strictObject({
  crashesPerDay: z.number().min(0).max(24).default(0.03).meta(say('Crashes per device and day on a healthy build.')),
  failedInstalls: share('Share of installs that fail and say so.').default(0.01),
  silence24h: share(
    'Share of healthy devices that say nothing for 24 h after an install, or after the check-in of the day that is asked about.',
  ).default(0.01),
  fallSilentPerDay: z.exactOptional(
    share('Share of healthy devices that fall silent for a day or longer, each day; as `silence24h` when left out.'),
  ),
  backPerDay: share(
    'Of healthy devices that were silent for a day, the share that is heard again on each later day.',
  ).default(0.5),
  unconfirmed1h: share(
    'Share of healthy devices with a confirming client whose confirmation is missing after 1 h.',
  ).default(0.003),
  acceptPerCheckin: share('Share of offered devices that begin the install at a given check-in.').default(0.35),
  installHours: z.int().min(0).max(72).default(0).meta(say('From the begin of an install to its end.')),
});

const cycle = z.strictObject({
  daily: share('Amplitude of the daily cycle of crashes.').default(0),
  weekly: share('Amplitude of the weekly cycle of crashes.').default(0),
  acceptDaily: share('Amplitude of the daily cycle of readiness to install.').default(0),
  startHour: z
    .int()
    .min(0)
    .max(167)
    .default(0)
    .meta(say('Hour of the week in which rollouts start; cycles peak at hours 6 and 42.')),
});

const incident = z.strictObject({
  chance: share('Share of rollouts that it hits.').default(1),
  fromHour: z.union([hour('Hour of the rollout.'), z.tuple([hour('Earliest.'), hour('Latest.')])]).default([24, 120]),
  hours: hours('How long.').default(12),
  every: z.exactOptional(hours('Comes again after so many hours; 168 for weekends.')),
  crash: ratio('Crashes of everybody, times this.').default(1),
  failedInstalls: ratio('Failed installs, times this.').default(1),
  silence: ratio('Silence of everybody over a day, times this.').default(1),
  unconfirmed: ratio('Confirmations that are missing after an hour, times this.').default(1),
  offline: share('Share of check-ins, confirmations and acceptances that do not happen.').default(0),
  models: z.exactOptional(modelNames.meta(say('Only these models; all when left out.'))),
});

const delays = z.strictObject({
  share: share('Share of check-ins that arrive late.').default(0),
  crashed: z.exactOptional(share('The same of check-ins that bring a crash; `share` when left out.')),
  hours: z.tuple([hours('At least.'), hours('At most.')]).default([6, 48]),
});

const clocks = z.strictObject({
  share: share('Share of devices with a wrong clock.').default(0),
  uptime: z.number().min(0).max(100).default(1).meta(say('Uptime that they claim for each hour that passed.')),
  skewHours: z
    .int()
    .min(-1000)
    .max(1000)
    .default(0)
    .meta(say('How far their calendar is off; the service goes by its own.')),
});

const spam = z.strictObject({
  loud: z.exactOptional(
    z
      .strictObject({
        devices: z.int().min(0).max(10_000).default(1),
        reports: z.int().min(1).max(1_000_000).default(10_000),
        arm: arm.default('new'),
      })
      .meta(say('Devices that report crashes without end: so many a check-in each.')),
  ),
  forged: z.exactOptional(
    z.strictObject({
      share: z
        .number()
        .min(0)
        .max(0.95)
        .meta(say('Share of the crash reports of an arm that are made up by enrolled devices.')),
      arm: arm.default('both'),
    }),
  ),
  liars: z.exactOptional(
    z.strictObject({
      share: share('Share of enrolled devices that claim a crash in every check-in.'),
      arm: arm.default('both'),
    }),
  ),
  strangers: z.exactOptional(
    z.strictObject({
      perHour: z
        .int()
        .min(0)
        .max(10_000_000)
        .meta(say('Reports an hour by nobody enrolled; the service refuses them at the door.')),
    }),
  ),
});

const gauge = z.strictObject({
  metric: z.enum(metrics),
  middle: z.number().min(1e-6).max(1e15).meta(say('What the middle device measures: seconds, percent an hour, bytes.')),
  spread: z
    .number()
    .min(0)
    .max(3)
    .default(0.3)
    .meta(say('Standard deviation of the logarithms of devices of one model.')),
  measured: share('Share of devices that measure it on a given day.').default(1),
  byModel: z.exactOptional(z.record(name, ratio('Relative to `middle`.')).meta(say('Models that measure otherwise.'))),
});

const history = z.strictObject({
  days: z.int().min(1).max(365).default(28).meta(say('Days of check-ins from which cohorts are compared.')),
  rollouts: z
    .int()
    .min(1)
    .max(100)
    .default(4)
    .meta(say('Past rollouts from which the first hours after an install are known.')),
  drift: z
    .strictObject({
      cohorts: ratio('What the past says about cohorts, relative to the truth today.').default(1),
      fresh: ratio('The same of the first hours after an install.').default(1),
      silence: ratio('The same of silence and missing confirmations.').default(1),
      models: ratio('The same of models without control.').default(1),
    })
    .prefault({}),
});

export const worldShape = z
  .strictObject({
    $schema: z.exactOptional(z.string().max(300)),
    name,
    about: z.string().max(500).default(''),
    fleet: fleet.prefault({}),
    models: z.array(model).min(1).max(64).prefault(usualModels),
    rates: rates.prefault({}),
    cycle: cycle.prefault({}),
    freshness: z
      .strictObject({
        crash: ratio('Crashes of the first hours after an install, of any build, times this.').default(1),
        hours: hours('How many hours.').default(6),
      })
      .prefault({}),
    spread: share('Good builds differ from the one before by at most this share, up or down.').default(0),
    incidents: z.array(incident).max(16).default([]),
    builds: z.array(build).min(1).max(64).prefault(usualBuilds),
    delays: delays.prefault({}),
    clocks: clocks.prefault({}),
    spam: spam.prefault({}),
    metrics: z.array(gauge).max(3).default([]).meta(say('What devices measure of themselves; nothing when left out.')),
    history: history.prefault({}),
    plan: z.exactOptional(
      planShape.shape.stages.meta(say('Stages as in a plan file; the recommended plan when left out.')),
    ),
    watchHours: hours(
      'How long a build is watched after everybody was offered it: what begins late is halted even then.',
    ).default(48),
    holdHours: z
      .int()
      .min(1)
      .max(2000)
      .default(96)
      .meta(say('A stage that cannot go on for so long after its bake is left to a person: the build counts as held.')),
  })
  .meta({
    title: 'Orange Friday simulator world',
    description: 'A fleet, what befalls it, and the builds that are tried on it.',
  });

export type World = z.output<typeof worldShape>;
export type BuildKind = World['builds'][number];

/** The group of all devices that are in no other. */
export const publicGroup = 'public';
