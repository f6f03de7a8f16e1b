// Keeps what is noted of uploads under way in PostgreSQL.
import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { BuildUploads } from '../../app/ports/build-uploads.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, databaseCode, foreignKeyViolation, inTransaction } from './database.ts';
import { artifacts, uploadParts, uploads } from './schema/builds.ts';

const part = { partNumber: uploadParts.partNumber, etag: uploadParts.etag, sizeBytes: uploadParts.sizeBytes };

export function buildUploadStore(db: Database): BuildUploads {
  return {
    async loadUpload(buildId) {
      const [[row], parts] = await ask(
        Promise.all([
          db.select().from(uploads).where(eq(uploads.buildId, buildId)),
          db
            .select(part)
            .from(uploadParts)
            .where(eq(uploadParts.buildId, buildId))
            .orderBy(asc(uploadParts.partNumber)),
        ]),
      );
      if (row === undefined) return null;
      const { buildId: _, ...upload } = row;
      return { ...upload, parts };
    },

    async recordUpload(buildId, upload) {
      const row = { buildId, ...upload };
      const insert = db.insert(uploads).values(row).onConflictDoNothing().returning({ buildId: uploads.buildId });
      const added = await ask(insert.catch(emptyIfBuildIsGone));
      return added.length > 0;
    },

    recordParts: (buildId, uploadId, parts) =>
      inTransaction(db, async (tx) => {
        const isOpen = and(eq(uploads.buildId, buildId), eq(uploads.uploadId, uploadId));
        // Held until the parts are in, so that the upload does not end beneath them.
        const open = await tx.select({ buildId: uploads.buildId }).from(uploads).where(isOpen).for('key share');
        if (open.length === 0) return false;
        const replaced = { etag: sql`excluded.etag`, sizeBytes: sql`excluded.size_bytes` };
        await tx
          .insert(uploadParts)
          .values(parts.map((each) => ({ buildId, ...each })))
          .onConflictDoUpdate({ target: [uploadParts.buildId, uploadParts.partNumber], set: replaced });
        return true;
      }),

    async recordForgotten(buildId) {
      await ask(db.delete(uploads).where(eq(uploads.buildId, buildId)));
    },

    recordVerified: (buildId, nowMs, audit) =>
      inTransaction(db, async (tx) => {
        const isUnverified = and(
          eq(artifacts.buildId, buildId),
          eq(artifacts.kind, 'full'),
          isNull(artifacts.verifiedMs),
        );
        const verified = await tx
          .update(artifacts)
          .set({ verifiedMs: nowMs })
          .where(isUnverified)
          .returning({ buildId: artifacts.buildId });
        await tx.delete(uploads).where(eq(uploads.buildId, buildId));
        if (verified.length > 0) await appendAudit(tx, audit);
        return verified.length > 0 || (await hasRow(tx, buildId));
      }),

    async hasVerified(sha256) {
      const isVerified = and(eq(artifacts.sha256, sha256), isNotNull(artifacts.verifiedMs));
      return (
        (await ask(db.select({ buildId: artifacts.buildId }).from(artifacts).where(isVerified).limit(1))).length > 0
      );
    },
  };
}

/** A draft may be discarded while its upload begins. */
function emptyIfBuildIsGone(error: unknown): [] {
  if (databaseCode(error) === foreignKeyViolation) return [];
  throw error;
}

/** Two finishes at once: the second finds the artifact verified by the first. */
const hasRow = async (tx: Pick<Database, 'select'>, buildId: string): Promise<boolean> =>
  (await tx.select({ buildId: artifacts.buildId }).from(artifacts).where(eq(artifacts.buildId, buildId)).limit(1))
    .length > 0;
