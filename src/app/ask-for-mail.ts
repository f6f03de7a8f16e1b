// Somebody wants to be written to about their report: kept sealed, and confirmed by them before anything else is written.
import { parseMailAddress } from '../domain/event/letter.ts';
import type { Letters, ReportName } from './ports/letters.ts';
import type { MailLinks } from './ports/mail-links.ts';
import type { MessageSigner } from './ports/message-signer.ts';

export type AskForMailPorts = {
  readonly letters: Letters;
  readonly mailLinks: MailLinks;
  readonly messageSigner: MessageSigner;
};

/** `not-asked`: no such report, or that address was asked too often today; which of them is nobody's business. */
export type AskForMailAnswer = 'asked' | 'malformed-address' | 'not-asked';

/** An address that was given for this report before gives way. */
export async function askForMail(
  { letters, mailLinks, messageSigner }: AskForMailPorts,
  { address: given, ...report }: ReportName & { readonly address: string },
  nowMs: number,
): Promise<AskForMailAnswer> {
  const address = parseMailAddress(given.trim());
  if (address === null) return 'malformed-address';
  const { product, reportId } = report;
  const wish = {
    product,
    reportId,
    sealed: messageSigner.sealToken(address),
    recipient: mailLinks.deriveRecipient(address),
  };
  const text = `Somebody asked to be written to at this address about a report on ${product}. If it was you, say so on the page below. If not, do nothing: you will not be written to again.`;
  const isKept = await letters.recordWish(wish, { subject: `[${product}] Shall we write to you?`, text }, nowMs);
  return isKept ? 'asked' : 'not-asked';
}
