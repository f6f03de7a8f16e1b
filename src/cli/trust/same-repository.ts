// Whether a file that was signed elsewhere is of the repository that this machine trusts: their chains of roots must meet.

import { CliError } from '../cli-error.ts';
import { type ChainLink, judgeRoots } from './bundle.ts';
import type { OpenRepository } from './open-repository.ts';

/**
 * Machines that met the repository at different times, or pin different roots, hold chains that begin at different
 * versions. Where both have a version it must be the same root, and there must be such a version.
 */
export async function requireSameRepository(
  { url, path }: { readonly url: string; readonly path: string },
  { loadRoots }: OpenRepository,
  theirs: readonly ChainLink[],
): Promise<void> {
  const ours = judgeRoots((await loadRoots()).map((bytes) => new TextDecoder().decode(bytes)));
  const shared = theirs.flatMap((link) => {
    const own = ours.find(({ version }) => version === link.version);
    return own === undefined ? [] : [own.digest === link.digest];
  });
  if (shared.length > 0 && shared.every((isSame) => isSame)) return;
  const [newest, oldest] = [theirs.at(-1)?.version ?? 0, ours[0]?.version ?? 0];
  if (shared.length === 0 && newest < oldest) {
    throw new CliError(`${path} ends with root ${newest}, and this machine trusts root ${oldest} and later ones`, {
      code: 'roots-do-not-meet',
      fix: 'Write the file again on a machine that knows the newest root: orange trust export FILE. Then sign that one.',
    });
  }
  throw new CliError(`${path} is of another repository than ${url}`, {
    code: 'another-repository',
    fix: 'Check the address of the service, and where the file comes from.',
  });
}
