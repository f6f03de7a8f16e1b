// The files of a report form: looked at and cleaned before anything is filed, so that a refusal costs no report.
import type { Context } from 'hono';
import { type AttachedFile, attachFile } from '../../app/attach-file.ts';
import { type AcceptedFile, attachmentName } from '../../app/store-file.ts';
import { maxAttachmentBytes } from '../../domain/issue/attachment.ts';
import { cleanFile } from '../../domain/privacy/clean-file.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Problem } from '../../domain/result.ts';
import { textCodec } from '../../wire/text-codec.ts';
import { attachmentSentences } from '../device/attachment-refusals.ts';
import { attachPorts } from '../device/reporting.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { maxFormFiles } from './report-form.ts';

export type CheckedFile = { readonly name: string; readonly bytes: Uint8Array; readonly cleaned: AcceptedFile };
export type CheckedFiles = { readonly problems: readonly Problem[]; readonly files: readonly CheckedFile[] };

/** Browsers do not put files back into a form. */
const othersAgain = 'Choose the others again, too.';

const refuse = (what: string, fix: string): Problem => ({ where: 'files', what, fix });

export async function checkFiles(files: readonly File[]): Promise<CheckedFiles> {
  if (files.length > maxFormFiles) {
    const fix = `Choose at most ${maxFormFiles}, or put them into one archive.`;
    return { problems: [refuse(`${files.length} files are too many.`, fix)], files: [] };
  }
  const problems: Problem[] = [];
  const checked: CheckedFile[] = [];
  const names = uniqueNames(files.map(({ name }) => attachmentName(name)));
  for (const [at, file] of files.entries()) {
    const name = names[at] ?? 'file';
    const answer = await checkFile(file, name);
    if ('cleaned' in answer) checked.push(answer);
    else problems.push({ ...answer, fix: files.length === 1 ? answer.fix : `${answer.fix} ${othersAgain}` });
  }
  return { problems, files: checked };
}

async function checkFile(file: File, name: string): Promise<CheckedFile | Problem> {
  if (file.size === 0) return refuse(`${name} is empty.`, 'Choose another file.');
  if (file.size > maxAttachmentBytes) {
    const most = maxAttachmentBytes / 1024 / 1024;
    return refuse(`${name} is larger than ${most} MiB.`, 'Cut the log to the hour in which it happened, or pack it.');
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const cleaned = cleanFile(bytes, textCodec);
  if (cleaned.ok) return { name, bytes, cleaned };
  const [, what, fix] = attachmentSentences[cleaned.refusal];
  return refuse(`${name}: ${what}`, fix);
}

/** Phones call every picture alike: `image.png`, `image-2.png`. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const dot = name.lastIndexOf('.');
    const [stem, ending] = dot < 1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1)
      unique = `${stem.slice(0, 90 - ending.length)}-${count}${ending}`;
    taken.add(unique);
    return unique;
  });
}

/** One after another: each may be megabytes. Sent again, what is there stays. */
export async function attachFiles(
  c: Context<HttpEnv>,
  { product, id }: Report,
  { files, ...sender }: Pick<AttachedFile, 'sentBy' | 'isPublic'> & { readonly files: readonly CheckedFile[] },
): Promise<Problem[]> {
  const ports = attachPorts(c);
  const problems: Problem[] = [];
  for (const { name, ...looked } of files) {
    const file = { product, reportId: id, name, deviceId: null, ...sender, ...looked };
    const answer = await attachFile(ports, file, c.get('nowMs'));
    if (answer.ok) continue;
    const [, what, fix] = attachmentSentences[answer.refusal];
    problems.push(refuse(`The report is kept, and ${name} is not: ${what}`, fix));
  }
  return problems;
}
