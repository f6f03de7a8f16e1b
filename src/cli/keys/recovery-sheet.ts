// Writes the recovery sheet: what a person prints and locks away, so that a lost key file or passphrase loses nothing.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.ts';
import { keyStore } from '../compose.ts';
import type { Session } from '../session.ts';
import { instantWords } from '../terminal/figures.ts';
import { fingerprintWords } from '../trust/fingerprint.ts';
import { describeKeyRefusal } from './held-keys.ts';
import type { KeyAccess } from './unlock.ts';

export type SheetToWrite = {
  readonly path: string;
  /** Keys by name; all of the file for null. */
  readonly names: readonly string[] | null;
  readonly service: string | null;
  /** Of the first root; null where none is known. */
  readonly fingerprint: string | null;
};

/** Beside the key file, under a name of its own for each product. */
export const usualSheetPath = ({ settings }: Session, product: string): string =>
  join(dirname(settings.keyFilePath), `recovery-sheet-${product}.txt`);

/** Answers the names on it. Throws a CliError where a file is in the way. */
export async function writeSheet(
  { surroundings }: Session,
  access: KeyAccess,
  wanted: SheetToWrite,
): Promise<readonly string[]> {
  const { path, names } = wanted;
  const heading = sheetHeading(wanted, surroundings.nowMs());
  const written = await keyStore.writeRecoverySheet(access, { path, names, heading });
  if (written.ok) return written.value;
  throw written.refusal === 'sheet-exists' ? inTheWay(path) : describeKeyRefusal(written.refusal, access.path);
}

/** Throws a CliError where a file is in the way, before there are keys to write. */
export function requireNoSheet(path: string): void {
  if (existsSync(path)) throw inTheWay(path);
}

const inTheWay = (path: string): CliError =>
  new CliError(`there is a file ${path} already, and a sheet is never written over`, {
    code: 'sheet-exists',
    fix: 'Name another place with --recovery-sheet.',
  });

function sheetHeading({ service, fingerprint }: SheetToWrite, nowMs: number): string[] {
  return [
    'ORANGE FRIDAY RECOVERY SHEET',
    `made ${instantWords(nowMs)}`,
    '',
    'Whoever holds this sheet can sign with everything on it. Print it, lock the paper away, delete the file.',
    '',
    'What it restores: the private halves of the keys below, when the key file or its passphrase is lost.',
    ...(service === null ? [] : [`Service: ${service}`]),
    ...(fingerprint === null ? [] : [`First root, by its fingerprint: ${fingerprintWords(fingerprint)}`]),
    '',
    'How: orange key recover SHEET',
    'SHEET is this file, or a text file typed off the paper: the line that begins with the word key and a name, and',
    'the 13 groups under it; as many keys as you need. Small letters do, O is read as 0, I and L as 1, and line ends',
    'do not matter. The last character of each group checks it: a slip is found in its group.',
    'Then a passphrase is asked for. What was signed before stays as it is, and no device notices.',
  ];
}
