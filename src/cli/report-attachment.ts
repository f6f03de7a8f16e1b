// `orange report attachment`: brings a file that came with a report here.
import { writeFile } from 'node:fs/promises';
import { attachmentList } from '../wire/device/report.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { attachmentsPath, downloadFile } from './reports/download-file.ts';
import { sizeWords } from './terminal/figures.ts';
import { name as named } from './terminal/words.ts';

export const reportAttachment = (run: Run) =>
  newCommand({
    name: 'attachment',
    about: 'Download a file that came with a report',
    more: 'By its name, or by its number in `orange report show`. What is written there came from a device: open it with care. An existing file is never replaced.',
    takes: ['product'],
    json: ['report, name, form, sizeBytes, file'],
    examples: [['The log of a crash', 'orange report attachment r-1 logcat.txt --out crash.log']],
  })
    .argument('<report>', 'its id')
    .argument('<file>', 'its name or number')
    .requiredOption('--out <path>', 'where to put it')
    .action(
      acting(run, async (session, id: string, file: string, { out }: { readonly out: string }) => {
        const product = session.settings.product();
        const { items } = await session.api().get(attachmentsPath(product, id), reading(attachmentList));
        const found = items.find(({ name }) => name === file) ?? items[Number(file) - 1];
        if (found === undefined) throw missing(file, items.length);
        const bytes = await downloadFile(session, { product, report: id, name: found.name });
        await writeFile(out, bytes, { flag: 'wx' }).catch(refuseFile);
        const { name, form } = found;
        const json = { report: id, name, form, sizeBytes: bytes.length, file: out };
        return { json, lines: [['wrote ', named(out), `, ${sizeWords(bytes.length)}`]] };
      }),
    );

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
