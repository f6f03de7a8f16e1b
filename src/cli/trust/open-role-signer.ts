// Opens what signs on this machine: the key file, or the command of --exec.
import { keyStore, type RoleSigner } from '../compose.ts';
import { unlock } from '../keys/unlock.ts';
import type { Session } from '../session.ts';

/** Plugging a token in, typing a PIN, touching a button: longer than this and the person went away. */
const patienceMs = 120_000;

/** Throws a CliError where the key file stays shut. */
export async function openRoleSigner(session: Session): Promise<RoleSigner> {
  const { settings, surroundings } = session;
  const { signerCommand: command } = settings;
  if (command === null) return (await unlock(session, keyStore.openKeyRing)).value;
  return keyStore.execSigner({
    command,
    timeoutMs: patienceMs,
    env: surroundings.env,
    onMessage: (text) => void surroundings.stderr.write(text),
    interrupt: surroundings.interrupt,
  });
}
