// Tables of what is published: builds, artifacts, uploads under way, withdrawals.
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { buildStates } from '../../../domain/build/build.ts';
import { channels } from './catalog.ts';
import { big, isOneOf, ms, word } from './columns.ts';

const artifactKinds = ['full', 'delta'] as const;

/** A draft may be discarded; a sealed row never changes (a trigger refuses), withdrawal is a row of its own. */
export const builds = pgTable(
  'builds',
  {
    /** `<product>-<counter>`: the release id that statements carry. */
    id: text('id').primaryKey(),
    productId: text('product_id').notNull(),
    channelId: text('channel_id').notNull(),
    version: text('version').notNull(),
    vendorVersion: text('vendor_version'),
    counter: big('counter').notNull(),
    models: jsonb('models').$type<readonly string[]>().notNull(),
    accepts: text('accepts').notNull(),
    securityFloor: big('security_floor').notNull(),
    state: word('state', buildStates).notNull(),
    /** Name of the role file that published it; null while a draft. */
    release: text('release'),
    createdBy: text('created_by').notNull(),
    createdMs: ms('created_ms').notNull(),
    sealedMs: ms('sealed_ms'),
  },
  (t) => [
    foreignKey({ columns: [t.productId, t.channelId], foreignColumns: [channels.productId, channels.id] }),
    unique('builds_version').on(t.productId, t.version),
    unique('builds_counter').on(t.productId, t.counter),
    uniqueIndex('builds_vendor_version').on(t.productId, t.vendorVersion),
    index('builds_channel').on(t.productId, t.channelId, t.counter),
    isOneOf('builds_state', t.state, buildStates),
  ],
);

export const artifacts = pgTable(
  'artifacts',
  {
    buildId: text('build_id')
      .notNull()
      .references(() => builds.id, { onDelete: 'cascade' }),
    kind: word('kind', artifactKinds).notNull(),
    fileName: text('file_name').notNull(),
    fromBuildId: text('from_build_id').references(() => builds.id),
    sizeBytes: big('size_bytes').notNull(),
    sha256: text('sha256').notNull(),
    sha512: text('sha512').notNull(),
    chunkSizeBytes: integer('chunk_size_bytes').notNull(),
    chunkRoot: text('chunk_root').notNull(),
    /** Set once the stored object was compared with the stated one: its length, and its SHA-256 or the tag expected of it. */
    verifiedMs: ms('verified_ms'),
  },
  (t) => [
    primaryKey({ columns: [t.buildId, t.sha256] }),
    index('artifacts_sha256').on(t.sha256),
    isOneOf('artifacts_kind', t.kind, artifactKinds),
  ],
);

/** One multipart upload an artifact; gone when it is verified. Bytes have one upload at a time: who holds it alone writes their object. */
export const uploads = pgTable(
  'uploads',
  {
    buildId: text('build_id')
      .primaryKey()
      .references(() => builds.id, { onDelete: 'cascade' }),
    uploadId: text('upload_id').notNull(),
    sha256: text('sha256').notNull(),
    partSizeBytes: integer('part_size_bytes').notNull(),
    /** The entity tag that the engineer's machine expects of the joined object; null when it did not say. */
    joinedEtag: text('joined_etag'),
    createdMs: ms('created_ms').notNull(),
  },
  (t) => [unique('uploads_sha256').on(t.sha256)],
);

/** Parts that arrived: kept here since not every S3 can list them, so that an upload resumes without sending them again. */
export const uploadParts = pgTable(
  'upload_parts',
  {
    buildId: text('build_id')
      .notNull()
      .references(() => uploads.buildId, { onDelete: 'cascade' }),
    partNumber: integer('part_number').notNull(),
    etag: text('etag').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.buildId, t.partNumber] })],
);

export const withdrawals = pgTable('withdrawals', {
  buildId: text('build_id')
    .primaryKey()
    .references(() => builds.id),
  reason: text('reason').notNull(),
  actor: text('actor').notNull(),
  withdrawnMs: ms('withdrawn_ms').notNull(),
});
