// Downloads a file that came with a report, from the service or from the storage that it points to.
import { maxUploadBytes } from '../../domain/issue/attachment.ts';
import { path } from '../api/api-client.ts';
import { type HttpAnswer, NoAnswer, sendRequest } from '../api/http-request.ts';
import { describeNoAnswer, nothing, parseAnswer } from '../api/service-answer.ts';
import type { Session } from '../session.ts';

/** No byte for so long: the line is dead. */
const idleMs = 60_000;

export const attachmentsPath = (product: string, report: string): string =>
  path`/v1/reports/${product}/${report}/attachments`;

/** The token goes to the service alone; storage has its own word in the address. Throws a CliError where it cannot be had. */
export async function downloadFile(
  { settings, surroundings }: Session,
  { product, report, name }: { readonly product: string; readonly report: string; readonly name: string },
): Promise<Buffer> {
  const base = settings.url();
  const where = attachmentsPath(product, report) + path`/${name}`;
  const ask = { method: 'GET', idleMs, maxAnswerBytes: maxUploadBytes, signal: surroundings.interrupt };
  try {
    const headers = { authorization: `Bearer ${settings.token() ?? ''}` };
    const answer: HttpAnswer = await sendRequest({ ...ask, url: base + where, headers });
    const target = answer.status === 302 ? answer.headers.location : undefined;
    const final = target === undefined ? answer : await sendRequest({ ...ask, url: target });
    if (final.status !== 200) parseAnswer(final, nothing, `GET ${where}`);
    return final.body;
  } catch (cause) {
    throw cause instanceof NoAnswer ? describeNoAnswer(base, cause) : cause;
  }
}
