// Tables of the TUF repository beside its storage: role files that wait for signatures, and publications that took effect.
import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { big, ms } from './columns.ts';

/** Gone when it was published, withdrawn, or overtaken by another file of its role. */
export const trustProposals = pgTable(
  'trust_proposals',
  {
    role: text('role').notNull(),
    /** SHA-256 of `payload`, in hex: what an approval names. */
    digest: text('digest').notNull(),
    version: big('version').notNull(),
    /** The bytes that are signed: canonical JSON, which is ASCII. */
    payload: text('payload').notNull(),
    signatures: jsonb('signatures').$type<readonly { readonly keyid: string; readonly sig: string }[]>().notNull(),
    createdBy: text('created_by').notNull(),
    createdMs: ms('created_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.role, t.digest] })],
);

/** One row a published role file whose effects and audit entry are done; never changed (a trigger refuses). */
export const trustPublications = pgTable(
  'trust_publications',
  {
    role: text('role').notNull(),
    version: big('version').notNull(),
    digest: text('digest').notNull(),
    settledMs: ms('settled_ms').notNull(),
  },
  (t) => [primaryKey({ columns: [t.role, t.version] })],
);
