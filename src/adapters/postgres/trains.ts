// Keeps timetables and departures in PostgreSQL.
import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';
import type { Trains } from '../../app/ports/trains.ts';
import type { Train } from '../../domain/rollout/departure.ts';
import { appendAudit } from './append-audit.ts';
import { claimDeparture } from './claim-departure.ts';
import { ask, type Database, inTransaction } from './database.ts';
import { channels } from './schema/catalog.ts';
import { departures } from './schema/rollouts.ts';

/** Far above the channels of any installation; a list has to end somewhere. */
const maxTrains = 5_000;

const shown = {
  departureMs: departures.departureMs,
  rolloutId: departures.rolloutId,
  skipped: departures.skipped,
  decidedMs: departures.decidedMs,
};

export function trainStore(db: Database): Trains {
  return {
    async loadTrains(product) {
      const rows = await ask(
        db
          .select({
            product: channels.productId,
            channel: channels.id,
            timetable: channels.timetable,
            departedMs: channels.departedMs,
          })
          .from(channels)
          .where(and(isNotNull(channels.timetable), product === null ? undefined : eq(channels.productId, product)))
          .orderBy(asc(channels.productId), asc(channels.id))
          .limit(maxTrains),
      );
      return rows.flatMap(({ timetable, ...row }): Train[] => (timetable === null ? [] : [{ ...row, timetable }]));
    },

    loadDepartures: (product, channel, limit) =>
      ask(
        db
          .select(shown)
          .from(departures)
          .where(and(eq(departures.productId, product), eq(departures.channelId, channel)))
          .orderBy(desc(departures.departureMs))
          .limit(limit),
      ),

    recordSkip: ({ product, channel, ...skip }, audit) =>
      inTransaction(db, async (tx) => {
        if (!(await claimDeparture(tx, { product, channel, departureMs: skip.departureMs }))) return false;
        await tx.insert(departures).values({ productId: product, channelId: channel, rolloutId: null, ...skip });
        await appendAudit(tx, audit);
        return true;
      }),
  };
}
