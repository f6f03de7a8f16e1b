// Asks for letters about a report from its pages, the same way as the API does.
import type { Context } from 'hono';
import { askForMail } from '../../app/ask-for-mail.ts';
import type { ReportName } from '../../app/ports/letters.ts';
import type { MailState } from '../../app/ports/mail-wishes.ts';
import type { HttpEnv } from '../shared/http-env.ts';

/** `not-asked`: that address was asked often enough today, or nobody writes letters here. */
export type MailAnswer = 'asked' | 'not-asked';

/** The address was checked before. */
export async function wishForMail(
  c: Context<HttpEnv>,
  wish: ReportName & { readonly address: string },
): Promise<MailAnswer> {
  const { postman, mailLinks, messageSigner } = c.env.process;
  if (postman === null) return 'not-asked';
  const ports = { letters: c.env.stores().letters, mailLinks, messageSigner };
  return (await askForMail(ports, wish, c.get('nowMs'))) === 'asked' ? 'asked' : 'not-asked';
}

/** Null for a service that writes to nobody. */
export const loadMail = (c: Context<HttpEnv>, report: ReportName): Promise<MailState> | null =>
  c.env.process.postman === null ? null : c.env.stores().mailWishes.loadMailState(report);
