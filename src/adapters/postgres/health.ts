// Asks PostgreSQL for a sign of life, and whether its commits wait for the disk.
import { sql } from 'drizzle-orm';
import type { Health } from '../../app/ports/health.ts';
import { ask, type Database } from './database.ts';

/** `local` and what is above it wait for this server's disk; without the other two, a power cut takes back what was committed. */
export function health(db: Database): Health {
  return {
    async loadDurability() {
      const [row] = await ask(
        db.execute<{ durable: boolean }>(sql`
          select current_setting('synchronous_commit') <> 'off' and current_setting('fsync') = 'on'
            and current_setting('full_page_writes') = 'on' as durable`),
      );
      return row?.durable === true;
    },
  };
}
