// `orange report attachment`: brings a file that came with a report here.
import { writeFile } from 'node:fs/promises';
import { maxUploadBytes } from '../domain/issue/attachment.ts';
import { attachmentList } from '../wire/device/report.ts';
import { path } from './api/api-client.ts';
import { type HttpAnswer, NoAnswer, sendRequest } from './api/http-request.ts';
import { describeNoAnswer, nothing, parseAnswer, reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import type { Session } from './session.ts';
import { sizeWords } from './terminal/figures.ts';
import { name as named } from './terminal/words.ts';

/** No byte for so long: the line is dead. */
const idleMs = 60_000;

export const reportAttachment = (run: Run) =>
  newCommand({
    name: 'attachment',
    about: 'Download a file that came with a report',
    more: 'By its name, or by its number in `orange report show`. What is written there came from a device: open it with care. An existing file is never replaced.',
    takes: ['product'],
    json: ['report, name, form, sizeBytes, file'],
    examples: [['The log of a crash', 'orange report attachment r-1 logcat.txt --out crash.log']],
  })
    .argument('<report>')
    .argument('<file>', 'its name or number')
    .requiredOption('--out <path>', 'where to put it')
    .action(
      acting(run, async (session, id: string, file: string, { out }: { readonly out: string }) => {
        const where = path`/v1/reports/${session.settings.product()}/${id}/attachments`;
        const { items } = await session.api().get(where, reading(attachmentList));
        const found = items.find(({ name }) => name === file) ?? items[Number(file) - 1];
        if (found === undefined) throw missing(file, items.length);
        const bytes = await download(session, where + path`/${found.name}`);
        await writeFile(out, bytes, { flag: 'wx' }).catch(refuseFile);
        const { name, form } = found;
        const json = { report: id, name, form, sizeBytes: bytes.length, file: out };
        return { json, lines: [['wrote ', named(out), `, ${sizeWords(bytes.length)}`]] };
      }),
    );

/** The token goes to the service alone; storage has its own word in the address. */
async function download({ settings, surroundings }: Session, where: string): Promise<Buffer> {
  const base = settings.url();
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

const missing = (file: string, count: number): CliError =>
  new CliError(`the report has no file "${file}"`, {
    code: 'unknown-attachment',
    fix: count === 0 ? 'No file came with it.' : 'See `orange report show` for those that came with it.',
  });

function refuseFile(cause: NodeJS.ErrnoException): never {
  const isThere = cause.code === 'EEXIST';
  throw new CliError(
    isThere ? 'there is a file of that name' : `the file cannot be written (${cause.code ?? 'unknown'})`,
    {
      code: 'unusable-file',
      fix: 'Name another with --out.',
      cause,
    },
  );
}
