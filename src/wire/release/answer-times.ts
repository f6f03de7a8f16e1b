// How long reporters wait for a first answer, as engineers read it.
import * as z from 'zod';
import { slug } from '../names.ts';

const duration = z
  .number()
  .nullable()
  .describe('Milliseconds, by nearest rank over those answered; null when none was.');

export const answersQuery = z.object({
  product: slug,
  weeks: z.coerce.number().int().min(1).max(104).optional().describe('How many weeks back; 12 unless told.'),
});

export const answerTimes = z
  .object({
    weeks: z
      .array(
        z.object({
          weekMs: z.number().describe('Its Monday, 00:00 UTC.'),
          reported: z.int().describe('Bugs and ideas that were first reported in it.'),
          answered: z.int(),
          unanswered: z.int(),
          medianMs: duration,
          p90Ms: duration,
        }),
      )
      .describe('The latest first; weeks in which nobody reported anything are left out.'),
  })
  .meta({ id: 'AnswerTimes' });
