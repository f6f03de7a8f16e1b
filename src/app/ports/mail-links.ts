// The port to what stands in letters: links that prove who was written to, and names for addresses that do not tell them.
import type { ReportName } from './letters.ts';

export type MailLinks = {
  /** Whoever has it may confirm or stop letters about this report, and nothing else. */
  signLink(report: ReportName): string;
  /** Null for what we did not sign. */
  checkLink(link: string): ReportName | null;
  /** The same for the same address, and of no use without the service's secret. */
  deriveRecipient(address: string): string;
};
