// Reads a plan file from the disk, and says what is wrong with one in lines that editors open at a click.
import { readFile } from 'node:fs/promises';
import { maxPlanBytes } from '../wire/plan/source.ts';
import { CliError } from './cli-error.ts';
import { bad, faint, type Line, warning } from './terminal/words.ts';

export async function readPlanFile(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const what = cause.code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${cause.code})`;
    throw new CliError(what, { code: 'unusable-file', fix: 'Check the path of the plan file.' });
  });
  if (bytes.length > maxPlanBytes) {
    throw new CliError(`${path} has ${bytes.length} bytes`, {
      code: 'unusable-file',
      fix: `A plan has at most ${maxPlanBytes} bytes.`,
    });
  }
  return bytes.toString('utf8');
}

type Found = { readonly where: string; readonly what: string; readonly fix: string };

export const problemLines = (problems: readonly Found[]): Line[] =>
  problems.flatMap(({ where, what, fix }): Line[] => [[bad(where), `  ${what}`], faint(`  ${fix}`)]);

export const warningLines = (warnings: readonly Found[]): Line[] =>
  warnings.flatMap(({ where, what, fix }): Line[] => [[warning(where), `  ${what}`], faint(`  ${fix}`)]);
