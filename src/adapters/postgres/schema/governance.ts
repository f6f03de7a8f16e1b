// Tables of who may do what and who did: tokens, idempotency keys, leases, the audit chain, the wanted release map.
import { bigint, index, integer, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { roles } from '../../../domain/catalog/token.ts';
import { big, isOneOf, ms, word } from './columns.ts';

/** Only the SHA-256 of a token is kept: a dump of this table opens nothing. */
export const tokens = pgTable(
  'tokens',
  {
    sha256: text('sha256').primaryKey(),
    name: text('name').notNull(),
    role: word('role', roles).notNull(),
    /** Null for every product. */
    productId: text('product_id'),
    createdBy: text('created_by').notNull(),
    createdMs: ms('created_ms').notNull(),
    expiresMs: ms('expires_ms'),
    revokedMs: ms('revoked_ms'),
  },
  (t) => [unique('tokens_name').on(t.name), isOneOf('tokens_role', t.role, roles)],
);

/** A row without a status is claimed and being worked on. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    actor: text('actor').notNull(),
    route: text('route').notNull(),
    key: text('key').notNull(),
    requestSha256: text('request_sha256').notNull(),
    attempt: text('attempt').notNull(),
    claimedMs: ms('claimed_ms').notNull(),
    status: integer('status'),
    contentType: text('content_type'),
    body: text('body'),
  },
  (t) => [primaryKey({ columns: [t.actor, t.route, t.key] }), index('idempotency_keys_age').on(t.claimedMs)],
);

/** A hash chain: each entry's hash covers its content and the hash before it. Rows are only ever added (a trigger refuses the rest). */
export const audit = pgTable(
  'audit',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey(),
    atMs: ms('at_ms').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    subject: text('subject').notNull(),
    details: text('details').notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
  },
  (t) => [index('audit_subject').on(t.subject, t.seq)],
);

/** Who may do a thing now. `fence` grows with each taking; an update that names an older one takes no effect. */
export const leases = pgTable('leases', {
  name: text('name').primaryKey(),
  fence: big('fence').notNull(),
  untilMs: ms('until_ms').notNull(),
});

/** One row. `wanted` grows with every change that a poll can see; the publisher catches up with it. */
export const mapState = pgTable('map_state', {
  id: integer('id').primaryKey(),
  wanted: big('wanted').notNull(),
  published: big('published').notNull(),
});
