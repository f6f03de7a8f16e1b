// The words to put before a command so that it does not run as root and does not outlive this process.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { LaunchError } from './launch-error.ts';

export type Account = { readonly uid: number; readonly gid: number };

export type Unprivileged = {
  /** Goes before the program and its arguments. */
  readonly prefix: readonly string[];
  /** Set when the program runs as another account, which must own the files it writes. */
  readonly account?: Account;
};

// The uid and gid of `nobody` on Linux. Inside the namespace the id is mapped to root, so files stay root's outside.
const nobody = 65_534;
const namespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'];

/**
 * PostgreSQL runs neither as root nor as a user id without an account (containers give those). Both get a user namespace in
 * which they are nobody; root may also become another account, where namespaces are forbidden (default Docker).
 * `setpriv` comes after `unshare`, because entering a user namespace clears the death signal.
 */
export function unprivileged(way: 'best' | 'account' = 'best'): Unprivileged {
  if (process.platform !== 'linux') return refuseRoot();
  const follow = works(['setpriv', '--pdeathsig', 'INT', '--']) ? ['setpriv', '--pdeathsig', 'INT', '--'] : [];
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && hasAccount()) return { prefix: follow };
  if (way === 'best' && works([...namespace, ...follow])) return { prefix: [...namespace, ...follow] };
  const account = findAccount();
  const become = [
    'setpriv',
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--pdeathsig',
    'INT',
    '--',
  ];
  if (isRoot && works(become)) return { prefix: become, account };
  throw new LaunchError(
    `PostgreSQL cannot run as user id ${process.getuid?.()} here: user namespaces are forbidden, and so is changing the account.`,
    'Start as an ordinary user with an account, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

function hasAccount(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function refuseRoot(): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [] };
  throw new LaunchError('PostgreSQL refuses to run as root.', 'Start as an ordinary user, or set DATABASE_URL.');
}

function works(prefix: readonly string[]): boolean {
  const [command = 'true', ...rest] = prefix;
  return spawnSync(command, [...rest, 'true'], { stdio: 'ignore' }).status === 0;
}

/** The account made for PostgreSQL when there is one, otherwise nobody. */
function findAccount(): Account {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return { uid: nobody, gid: nobody };
}
