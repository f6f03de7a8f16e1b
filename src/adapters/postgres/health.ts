// Asks PostgreSQL for a sign of life.
import { sql } from 'drizzle-orm';
import type { Health } from '../../app/ports/health.ts';
import { ask, type Database } from './database.ts';

export function health(db: Database): Health {
  return {
    async loadLatencyMs() {
      const startMs = performance.now();
      await ask(db.execute(sql`select 1`));
      return Math.round(performance.now() - startMs);
    },
  };
}
