// The columns of a report that are shown; the issue that it is in is the one that its key points to.
import { and, eq, sql } from 'drizzle-orm';
import { issueKeys, reports } from '../schema/reports.ts';

export const shownReport = {
  product: reports.productId,
  id: reports.id,
  kind: reports.kind,
  deviceId: reports.deviceId,
  sentBy: reports.sentBy,
  model: reports.modelId,
  reportedBuild: reports.reportedBuild,
  buildId: reports.buildId,
  title: reports.title,
  issueNumber: sql<number>`coalesce(${issueKeys.number}, ${reports.issueNumber})`.mapWith(Number),
  objectKey: reports.objectKey,
  sizeBytes: reports.sizeBytes,
  receivedMs: reports.receivedMs,
};

export const ofKey = and(eq(issueKeys.productId, reports.productId), eq(issueKeys.key, reports.key));
