// Reads from PostgreSQL what people call builds.
import { inArray } from 'drizzle-orm';
import type { BuildNames } from '../../app/ports/build-names.ts';
import { ask, type Database } from './database.ts';
import { builds } from './schema/builds.ts';

export const buildNameStore = (db: Database): BuildNames => ({
  async loadVersions(ids) {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const rows = await ask(
      db.select({ id: builds.id, version: builds.version }).from(builds).where(inArray(builds.id, wanted)),
    );
    return new Map(rows.map(({ id, version }) => [id, version]));
  },
});
