// Timetables and departures as engineers see them.
import * as z from 'zod';
import { type Departure, skipReasons } from '../../domain/rollout/departure.ts';
import { deriveDepartureWords, deriveSkipSentence } from '../../domain/train/sentence.ts';
import { parseTimetable } from '../../domain/train/timetable.ts';
import { channelId, productId } from './names.ts';
import { ms } from './plan.ts';

const iso = z.string().meta({ description: 'ISO 8601 in UTC.' });
const words = z
  .string()
  .meta({ description: 'As the clocks of its place show it.', example: 'Fri 2026-03-27 17:00 Europe/London' });

const departure = z.object({
  departureMs: ms,
  departure: iso,
  words,
  rollout: z.int().nullable().meta({ description: 'What left.' }),
  skipped: z.enum(skipReasons).nullable(),
  sentence: z.string().nullable().meta({ description: 'Why nothing left, and what to do.' }),
  decidedMs: ms,
});

export const train = z
  .object({
    product: productId,
    channel: channelId,
    timetable: z.string(),
    next: z.object({ departureMs: ms, departure: iso, words }).nullable(),
    departures: z.array(departure).readonly().meta({ description: 'The last ones, newest first.' }),
  })
  .meta({ id: 'Train' });

export const trainList = z.object({ items: z.array(train).readonly() }).meta({ id: 'TrainList' });
export const trainsQuery = z.object({ product: productId });

type TrainParts = {
  readonly channel: string;
  readonly timetable: string;
  readonly nextDepartureMs: number | null;
  readonly departures: readonly Departure[];
};

export function encodeTrain(product: string, given: TrainParts): z.output<typeof train> {
  const { channel, timetable, nextDepartureMs } = given;
  const place = encodePlace(timetable);
  return {
    product,
    channel,
    timetable,
    next: nextDepartureMs === null ? null : place(nextDepartureMs),
    departures: given.departures.map(({ departureMs, rolloutId, skipped, decidedMs }) => ({
      ...place(departureMs),
      rollout: rolloutId,
      skipped,
      sentence: skipped === null ? null : deriveSkipSentence(skipped),
      decidedMs,
    })),
  };
}

/** How the instants of one timetable are written. */
function encodePlace(text: string) {
  const timetable = parseTimetable(text);
  return (departureMs: number) => ({
    departureMs,
    departure: new Date(departureMs).toISOString(),
    words: timetable.ok ? deriveDepartureWords(timetable.value, departureMs) : '',
  });
}
