// The table of files that came with reports.
import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { attachmentForms } from '../../../domain/issue/attachment.ts';
import { big, isOneOf, ms, word } from './columns.ts';

/** Files that came with a report. `upload_id` stands while the bytes are on their way straight to storage. */
export const reportAttachments = pgTable(
  'report_attachments',
  {
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    name: text('name').notNull(),
    form: word('form', attachmentForms).notNull(),
    contentType: text('content_type').notNull(),
    sizeBytes: big('size_bytes').notNull(),
    objectKey: text('object_key').notNull(),
    uploadId: text('upload_id'),
    createdMs: ms('created_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.reportId, t.name] }),
    index('report_attachments_object').on(t.objectKey),
    isOneOf('report_attachments_form', t.form, attachmentForms),
  ],
);
