// Enrolment and passes, as devices and those who enrol them see them.
import * as z from 'zod';
import { buildName, locale, modelName, region, slug } from '../names.ts';
import { deviceId } from './checkin.ts';

export const enrolmentBody = z
  .object({
    product: slug,
    channel: slug,
    device: deviceId.describe("The maker's own id of the unit: a serial number, a UUID."),
    model: modelName,
    build: buildName.optional().describe('What runs now: the version or the vendor string.'),
    region: region.optional(),
    locale: locale.optional(),
    tester: z.boolean().optional().describe('Whether it takes part in the cohort `testers`.'),
  })
  .meta({ id: 'Enrolment', description: 'What is left out stays as it was when the device enrols again.' });

const passParts = {
  cohorts: z.array(z.string()).readonly().describe('The named cohorts that the pass proves.'),
  pass: z.string().nullable().describe('Send it as `?pass=` with every poll; null for a device without cohorts.'),
  passExpiresMs: z.int().describe('Ask for another before; the same instant for the whole fleet.'),
};

export const enrolled = z
  .object({
    product: slug,
    channel: slug,
    device: deviceId,
    model: modelName,
    bucket: z.int().min(0).max(999).describe('The last part of the poll path. Never changes.'),
    token: z.string().describe("The device's own, for check-ins, reports and passes. The same at every enrolment."),
    ...passParts,
    checkinEveryS: z.int().describe('How often to poll and check in, before jitter.'),
    pollPath: z
      .string()
      .describe('Put the percent-encoded build in place of `{build}`; append `?pass=` with the pass.'),
  })
  .meta({ id: 'Enrolled' });

export const renewedPass = z.object(passParts).meta({ id: 'Pass' });

/** Where a device polls: everything filled in but the build, which changes. */
export function encodePollPath(device: { product: string; channel: string; model: string; bucket: number }): string {
  return `/v1/updates/${device.product}/${device.channel}/${device.model}/{build}/${device.bucket}`;
}
