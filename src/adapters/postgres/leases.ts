// Keeps leases in PostgreSQL: one row a lease, taken by one conditional statement, with a number that only grows.
import { and, eq, lte, sql } from 'drizzle-orm';
import type { Leases } from '../../app/ports/leases.ts';
import { ask, type Database } from './database.ts';
import { leases } from './schema/governance.ts';

export function leaseStore(db: Database): Leases {
  return {
    async takeLease(name, { nowMs, lastsMs }) {
      const untilMs = nowMs + lastsMs;
      const [taken] = await ask(
        db
          .insert(leases)
          .values({ name, fence: 1, untilMs })
          .onConflictDoUpdate({
            target: leases.name,
            set: { fence: sql`${leases.fence} + 1`, untilMs },
            setWhere: lte(leases.untilMs, nowMs),
          })
          .returning({ fence: leases.fence }),
      );
      return taken?.fence ?? null;
    },

    async releaseLease(name, fence) {
      const isOwn = and(eq(leases.name, name), eq(leases.fence, fence));
      await ask(db.update(leases).set({ untilMs: 0 }).where(isOwn));
    },
  };
}
