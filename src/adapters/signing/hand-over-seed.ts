// Writes the seed of one key into a file of its own: how a spare timestamp key reaches the secrets of the service.
import { hexOf } from '../../domain/bytes.ts';
import { type KeyFileAccess, type KeyFileAnswer, openSeeds } from './key-file.ts';
import { seedBytes } from './key-file-format.ts';
import { writePrivateFile } from './private-file.ts';

export type HandOverRefusal = 'no-such-key' | 'file-exists' | 'not-a-key-to-hand-over';

/** People's keys never leave the file this way: only those made for the service do, and their names say so. */
export async function handOverSeed(
  access: KeyFileAccess,
  { keyName, path }: { readonly keyName: string; readonly path: string },
): Promise<KeyFileAnswer<null> | { readonly ok: false; readonly refusal: HandOverRefusal }> {
  if (!keyName.startsWith('timestamp-')) return { ok: false, refusal: 'not-a-key-to-hand-over' };
  const opened = await openSeeds(access);
  if (!opened.ok) return opened;
  const { keys, seeds } = opened.value;
  const at = keys.findIndex(({ name }) => name === keyName);
  if (at === -1) return { ok: false, refusal: 'no-such-key' };
  const text = `${hexOf(seeds.slice(at * seedBytes, (at + 1) * seedBytes))}\n`;
  seeds.fill(0);
  const isWritten = await writePrivateFile(path, text, 'create');
  return isWritten ? { ok: true, value: null } : { ok: false, refusal: 'file-exists' };
}
