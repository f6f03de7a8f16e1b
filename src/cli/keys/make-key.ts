// Makes a signing key: the first one of a file that is made with it, or one more under the same passphrase.
import { keyStore, type NamedKey } from '../compose.ts';
import type { Session } from '../session.ts';
import { describeKeyRefusal } from './held-keys.ts';
import { askNewPassphrase, askPassphrase, loadPassphrase } from './passphrase.ts';

export type NewKey = { readonly name: string; readonly isUnencrypted: boolean };

/** Throws a CliError where the file is in the way or cannot be opened. */
export async function makeKey(session: Session, { name, isUnencrypted }: NewKey): Promise<NamedKey> {
  const path = session.settings.keyFilePath;
  const held = await keyStore.loadPublicKeys(path);
  if (!held.ok && held.refusal !== 'no-key-file') throw describeKeyRefusal(held.refusal, path);
  const isFirst = !held.ok;
  const given = isUnencrypted ? '' : await loadPassphrase(session);
  const passphrase = given ?? (await (isFirst ? askNewPassphrase : askPassphrase)(session, path));
  const access = { path, passphrase, unencrypted: isUnencrypted };
  const wanted = { name, nowMs: session.surroundings.nowMs() };
  const made = await (isFirst ? keyStore.createKeyFile : keyStore.addKey)(access, wanted);
  if (made.ok) return made.value;
  throw describeKeyRefusal(made.refusal, path);
}
