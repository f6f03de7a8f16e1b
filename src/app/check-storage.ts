// Refuses to publish on top of object storage that was set back or lost: the same version would be two files to devices.
import { type Refused, refuseFile } from '../domain/trust/repository/refusal.ts';
import type { Repository } from './load-repository.ts';
import type { TrustPublications } from './ports/trust-publications.ts';
import { listBehind } from './settle-publications.ts';

/** A version that devices saw already is given to no other file: they would take it for a rollback, or not look at it. */
export async function checkStorage(
  { publications }: { readonly publications: TrustPublications },
  published: Repository,
): Promise<Refused | null> {
  const [behind] = listBehind(published, await publications.loadSettled());
  if (behind === undefined) return null;
  return refuseFile('storage-behind', {
    where: 'storage',
    what: `holds version ${behind.published} of ${behind.role}, and version ${behind.settled} was published before: it was set back or lost`,
    fix: 'Restore the newest copy of the bucket below repository/ (docs/RESTORE.md), then send this again.',
  });
}
