// Keeps in PostgreSQL which issue of another tracker is ours.
import { and, desc, eq, lt } from 'drizzle-orm';
import type { MirrorLinks } from '../../app/ports/mirror-links.ts';
import { derivePage } from '../../domain/page.ts';
import { ask, type Database } from './database.ts';
import { mirrorLinks } from './schema/outbox.ts';

const isLink = (subscriptionId: string, number: number) =>
  and(eq(mirrorLinks.subscriptionId, subscriptionId), eq(mirrorLinks.number, number));

const shown = {
  number: mirrorLinks.number,
  external: mirrorLinks.external,
  url: mirrorLinks.url,
  madeMs: mirrorLinks.madeMs,
  closedThereMs: mirrorLinks.closedThereMs,
};

export function mirrorLinkStore(db: Database): MirrorLinks {
  return {
    async loadLink(id, number) {
      const [row] = await ask(db.select(shown).from(mirrorLinks).where(isLink(id, number)));
      return row ?? null;
    },

    async recordIntent(subscriptionId, number, madeMs) {
      await ask(db.insert(mirrorLinks).values({ subscriptionId, number, madeMs }).onConflictDoNothing());
    },

    async recordMade(id, number, { external, url }) {
      await ask(db.update(mirrorLinks).set({ external, url }).where(isLink(id, number)));
    },

    async recordSeen(id, number, closedThereMs) {
      await ask(db.update(mirrorLinks).set({ closedThereMs }).where(isLink(id, number)));
    },

    async loadLinks(id, { limit, after }) {
      const before = after !== null && /^\d{1,9}$/.test(after) ? Number(after) : null;
      const rows = await ask(
        db
          .select(shown)
          .from(mirrorLinks)
          .where(and(eq(mirrorLinks.subscriptionId, id), before === null ? undefined : lt(mirrorLinks.number, before)))
          .orderBy(desc(mirrorLinks.number))
          .limit(limit + 1),
      );
      return derivePage(rows, limit, ({ number }) => String(number));
    },
  };
}
