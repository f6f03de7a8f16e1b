// Brings the files of exported reports into a folder, one folder a report; what is there already is left alone.
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanName } from '../../domain/issue/attachment.ts';
import { CliError } from '../cli-error.ts';
import { downloadFile } from '../reports/download-file.ts';
import type { Session } from '../session.ts';

export type ReportOfFiles = {
  readonly product: string;
  readonly id: string;
  readonly attachments: readonly { readonly name: string; readonly isStored: boolean }[];
};

/** Answers how many files it brought. A file appears whole or not at all; names cannot leave the folder. */
export async function bringFiles(session: Session, folder: string, reports: readonly ReportOfFiles[]): Promise<number> {
  let brought = 0;
  for (const { product, id, attachments } of reports) {
    const own = join(folder, cleanName(id));
    for (const { name, isStored } of attachments) {
      const target = join(own, cleanName(name));
      if (!isStored || (await isThere(target))) continue;
      const bytes = await downloadFile(session, { product, report: id, name });
      await putWhole(own, target, bytes);
      brought += 1;
    }
  }
  return brought;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function putWhole(folder: string, target: string, bytes: Buffer): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(`${target}.part`, bytes);
    await rename(`${target}.part`, target);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const what = `${target} cannot be written (${code})`;
    throw new CliError(what, { code: 'unusable-file', fix: 'Name another folder with --files.', cause });
  }
}
