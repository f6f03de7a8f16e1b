// The port to whether somebody is written to about a report.
import type { ReportName } from './letters.ts';

/** `asked`: a letter waits for their yes. */
export type MailState = 'none' | 'asked' | 'agreed';

export type MailWishes = {
  loadMailState(report: ReportName): Promise<MailState>;
};
