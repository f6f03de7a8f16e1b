// Who says who signs what: the newest root, and the targets file where one can be read.
import type { Root, Targets } from '../../domain/trust/tuf/metadata.ts';
import type { OpenRepository } from './open-repository.ts';

/** A root must be changeable while nothing below it can be read: that is what an emergency is. */
export async function loadDelegators({
  root,
  isCutOff,
  loadRole,
}: OpenRepository): Promise<{ readonly root: Root; readonly targets: Targets | null }> {
  const targets = isCutOff ? null : await loadRole('targets');
  return { root: root.content, targets: targets?.content ?? null };
}
