// Keeps in PostgreSQL what is known of the files that came with reports; their bytes are in object storage.
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Attachments } from '../../app/ports/attachments.ts';
import type { Attachment } from '../../domain/issue/attachment.ts';
import { ask, type Database, inTransaction, type Transaction } from './database.ts';
import { reportAttachments } from './schema/report-attachments.ts';
import { reports } from './schema/reports.ts';

export function attachmentStore(db: Database): Attachments {
  return {
    recordAttachment: (attachment, maxAttachments) => inTransaction(db, (tx) => record(tx, attachment, maxAttachments)),

    async recordUploaded({ product, reportId, name, objectKey, sizeBytes, form, contentType }, uploadId) {
      const isIt = and(named(product, reportId, name), eq(reportAttachments.uploadId, uploadId));
      const changed = await ask(
        db
          .update(reportAttachments)
          .set({ uploadId: null, objectKey, sizeBytes, form, contentType })
          .where(isIt)
          .returning({ name: reportAttachments.name }),
      );
      return changed.length > 0;
    },

    async loadAttachments(product, reportId) {
      const ofReport = and(eq(reportAttachments.productId, product), eq(reportAttachments.reportId, reportId));
      const rows = await ask(db.select().from(reportAttachments).where(ofReport).orderBy(asc(reportAttachments.name)));
      return rows.map(toAttachment);
    },

    async loadAttachmentsOf(product, reportIds) {
      if (reportIds.length === 0) return [];
      const { productId, reportId, name } = reportAttachments;
      const ofThem = and(eq(productId, product), inArray(reportId, [...reportIds]));
      const rows = await ask(db.select().from(reportAttachments).where(ofThem).orderBy(asc(reportId), asc(name)));
      return rows.map(toAttachment);
    },
  };
}

const named = (product: string, reportId: string, name: string) =>
  and(
    eq(reportAttachments.productId, product),
    eq(reportAttachments.reportId, reportId),
    eq(reportAttachments.name, name),
  );

const toAttachment = ({ productId, ...row }: typeof reportAttachments.$inferSelect): Attachment => ({
  product: productId,
  ...row,
});

/** The row of the report is locked, so that two at once do not count the same others. */
async function record(tx: Transaction, attachment: Attachment, most: number): Promise<Attachment | null> {
  const { product, reportId, name, ...rest } = attachment;
  await tx.execute(sql`select 1 from ${reports} where product_id = ${product} and id = ${reportId} for update`);
  const [present] = await tx
    .select()
    .from(reportAttachments)
    .where(named(product, reportId, name));
  if (present !== undefined && present.uploadId === null) return toAttachment(present);
  if (present !== undefined) {
    const [changed] = await tx
      .update(reportAttachments)
      .set(rest)
      .where(named(product, reportId, name))
      .returning();
    return changed === undefined ? null : toAttachment(changed);
  }
  const ofReport = and(eq(reportAttachments.productId, product), eq(reportAttachments.reportId, reportId));
  if ((await tx.$count(reportAttachments, ofReport)) >= most) return null;
  await tx.insert(reportAttachments).values({ productId: product, reportId, name, ...rest });
  return attachment;
}
