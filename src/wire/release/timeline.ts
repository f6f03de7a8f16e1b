// What is known of a device on one line of time, as engineers read it.
import * as z from 'zod';
import { moments } from '../../domain/device/timeline.ts';
import { pageOf } from './names.ts';

export const moment = z
  .object({
    atMs: z.int(),
    what: z.enum(moments).describe('`checked-in` and `crashed` are its last word of an hour.'),
    build: z.string().nullable(),
    of: z.string().describe('The rollout of an install, the id of a report.'),
    detail: z.string().nullable().describe('Why an install failed, or what a report is called.'),
    issue: z.int().nullable(),
  })
  .meta({ id: 'Moment' });

export const timelinePage = pageOf(moment);
