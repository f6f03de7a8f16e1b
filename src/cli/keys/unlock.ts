// Opens what a passphrase locks: with the one at hand, or the one that the person types.
import type { KeyRefusal } from '../compose.ts';
import type { Session } from '../session.ts';
import { describeKeyRefusal } from './held-keys.ts';
import { askPassphrase, loadPassphrase } from './passphrase.ts';

export type KeyAccess = { readonly path: string; readonly passphrase: string };

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: KeyRefusal };

/** Tries without asking first: a file without a passphrase asks nobody. Throws a CliError where it stays shut. */
export async function unlock<T>(
  session: Session,
  open: (access: KeyAccess) => Promise<Answer<T>>,
): Promise<{ readonly value: T; readonly access: KeyAccess }> {
  const path = session.settings.keyFilePath;
  let access = { path, passphrase: (await loadPassphrase(session)) ?? '' };
  let answer = await open(access);
  if (!answer.ok && answer.refusal === 'passphrase-needed') {
    access = { path, passphrase: await askPassphrase(session, path) };
    answer = await open(access);
  }
  if (answer.ok) return { value: answer.value, access };
  throw describeKeyRefusal(answer.refusal, path);
}
