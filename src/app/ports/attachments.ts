// The port to files that came with reports.
import type { Attachment } from '../../domain/issue/attachment.ts';

export type Attachments = {
  /**
   * Adds the attachment, or finishes one of that name that was on its way. Answers what is there afterwards: another file
   * of that name stays as it was. Null when the report has as many as it may.
   */
  recordAttachment(attachment: Attachment, maxAttachments: number): Promise<Attachment | null>;
  /** Exchanges what was on its way for what is there; false when it no longer is on its way. */
  recordUploaded(attachment: Attachment, uploadId: string): Promise<boolean>;
  /** By name. */
  loadAttachments(product: string, reportId: string): Promise<Attachment[]>;
  /** Of several reports, by report and name. */
  loadAttachmentsOf(product: string, reportIds: readonly string[]): Promise<Attachment[]>;
};
