// Lists the trains of a product: each channel's timetable, its next departure, and what became of the last ones.
import type { Departure, Train } from '../domain/rollout/departure.ts';
import { parseTimetable } from '../domain/train/timetable.ts';
import { decideDue } from '../domain/train/train.ts';
import type { Trains } from './ports/trains.ts';

export type TrainView = {
  readonly channel: string;
  readonly timetable: string;
  /** Null when the timetable cannot be read. */
  readonly nextDepartureMs: number | null;
  /** Newest first. */
  readonly departures: readonly Departure[];
};

/** A quarter of a year of weeks: what a person looks back on. */
const shownDepartures = 13;

export async function listTrains(
  { trains }: { readonly trains: Trains },
  product: string,
  nowMs: number,
): Promise<TrainView[]> {
  const all = await trains.loadTrains(product);
  return Promise.all(
    all.map(async (train) => {
      const { channel, timetable } = train;
      const departures = await trains.loadDepartures(product, channel, shownDepartures);
      return { channel, timetable, nextDepartureMs: deriveNextMs(train, departures, nowMs), departures };
    }),
  );
}

/** What the tick will decide next; a departure that is due already counts until it is decided. */
function deriveNextMs(train: Train, departures: readonly Departure[], nowMs: number): number | null {
  const timetable = parseTimetable(train.timetable);
  if (!timetable.ok) return null;
  const leftMs = departures.find(({ rolloutId }) => rolloutId !== null)?.departureMs ?? null;
  const due = decideDue({ timetable: timetable.value, departedMs: train.departedMs, leftMs, nowMs });
  return due.kind === 'not-yet' ? due.nextMs : due.departureMs;
}
