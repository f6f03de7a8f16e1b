// Keeps what is noted of uploads under way in PostgreSQL.
import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { BuildUploads } from '../../app/ports/build-uploads.ts';
import { appendAudit } from './append-audit.ts';
import { ask, type Database, databaseCode, foreignKeyViolation, inTransaction, type Transaction } from './database.ts';
import { artifacts, uploadParts, uploads } from './schema/builds.ts';

type Of<Method extends keyof BuildUploads> = (db: Database) => BuildUploads[Method];

const loadUpload: Of<'loadUpload'> = (db) => async (buildId) => {
  const { partNumber, etag, sizeBytes } = uploadParts;
  const ofBuild = eq(uploadParts.buildId, buildId);
  const [[row], parts] = await ask(
    Promise.all([
      db.select().from(uploads).where(eq(uploads.buildId, buildId)),
      db.select({ partNumber, etag, sizeBytes }).from(uploadParts).where(ofBuild).orderBy(asc(partNumber)),
    ]),
  );
  if (row === undefined) return null;
  const { buildId: _, ...upload } = row;
  return { ...upload, parts };
};

const recordUpload: Of<'recordUpload'> = (db) => async (buildId, upload) => {
  const row = { buildId, ...upload };
  const insert = db.insert(uploads).values(row).onConflictDoNothing().returning({ buildId: uploads.buildId });
  return (await ask(insert.catch(emptyIfBuildIsGone))).length > 0;
};

/** A draft may be discarded while its upload begins. */
function emptyIfBuildIsGone(error: unknown): [] {
  if (databaseCode(error) === foreignKeyViolation) return [];
  throw error;
}

const recordParts: Of<'recordParts'> = (db) => (buildId, uploadId, parts) =>
  inTransaction(db, async (tx) => {
    const isOpen = and(eq(uploads.buildId, buildId), eq(uploads.uploadId, uploadId));
    // Held until the parts are in, so that the upload does not end beneath them.
    const open = await tx.select({ buildId: uploads.buildId }).from(uploads).where(isOpen).for('key share');
    if (open.length === 0) return false;
    await tx
      .insert(uploadParts)
      .values(parts.map((part) => ({ buildId, ...part })))
      .onConflictDoUpdate({
        target: [uploadParts.buildId, uploadParts.partNumber],
        set: { etag: sql`excluded.etag`, sizeBytes: sql`excluded.size_bytes` },
      });
    return true;
  });

const recordForgotten: Of<'recordForgotten'> = (db) => async (buildId) => {
  await ask(db.delete(uploads).where(eq(uploads.buildId, buildId)));
};

const recordVerified: Of<'recordVerified'> = (db) => (buildId, nowMs, audit) =>
  inTransaction(db, async (tx) => {
    const isUnverified = and(eq(artifacts.buildId, buildId), eq(artifacts.kind, 'full'), isNull(artifacts.verifiedMs));
    const verified = await tx
      .update(artifacts)
      .set({ verifiedMs: nowMs })
      .where(isUnverified)
      .returning({ buildId: artifacts.buildId });
    await tx.delete(uploads).where(eq(uploads.buildId, buildId));
    if (verified.length === 0) return hasArtifact(tx, buildId);
    await appendAudit(tx, audit);
    return true;
  });

/** Two finishes at once: the second finds the artifact verified by the first. */
const hasArtifact = async (tx: Transaction, buildId: string): Promise<boolean> =>
  (await tx.select({ buildId: artifacts.buildId }).from(artifacts).where(eq(artifacts.buildId, buildId)).limit(1))
    .length > 0;

const hasVerified: Of<'hasVerified'> = (db) => async (sha256) => {
  const isVerified = and(eq(artifacts.sha256, sha256), isNotNull(artifacts.verifiedMs));
  return (await ask(db.select({ buildId: artifacts.buildId }).from(artifacts).where(isVerified).limit(1))).length > 0;
};

export const buildUploadStore = (db: Database): BuildUploads => ({
  loadUpload: loadUpload(db),
  recordUpload: recordUpload(db),
  recordParts: recordParts(db),
  recordForgotten: recordForgotten(db),
  recordVerified: recordVerified(db),
  hasVerified: hasVerified(db),
});
