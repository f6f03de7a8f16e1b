// A report: something that went wrong or right, bound to the build that its sender ran.

export const reportKinds = ['crash', 'bug', 'idea'] as const;
export type ReportKind = (typeof reportKinds)[number];

export type Report = {
  readonly product: string;
  /** Made by the sender; the same id again is the same report. */
  readonly id: string;
  readonly kind: ReportKind;
  readonly deviceId: string | null;
  /** The bearer of the token it came with; null for a device that spoke for itself. */
  readonly sentBy: string | null;
  readonly model: string | null;
  /** As the sender named it; kept and shown also when nobody published a build of that name. */
  readonly reportedBuild: string;
  readonly buildId: string | null;
  readonly title: string;
  readonly issueNumber: number;
  /** Where the raw text lies in object storage. */
  readonly objectKey: string;
  readonly sizeBytes: number;
  readonly receivedMs: number;
};

/** Raw text lies below its SHA-256, so the same text of a hundred devices is stored once. */
export const reportObjectKey = (sha256: string): string => `reports/${sha256}`;
