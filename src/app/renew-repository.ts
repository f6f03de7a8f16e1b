// Signs timestamp and snapshot again before they grow old or when the root's keys changed. Needs storage and keys, no database.
import { isRenewalDue, nextServerTimeMs } from '../domain/trust/repository/life.ts';
import { deriveListed } from '../domain/trust/repository/online-keys.ts';
import { AppError } from './app-error.ts';
import { loadRepository, type Repository } from './load-repository.ts';
import { type PublishPorts, publishSnapshot, putTimestamp } from './publish-snapshot.ts';

/** `not-listed`: the root in force does not let this service sign, so nothing was; people must act. */
export type Renewal = 'nothing-published' | 'not-due' | 'not-listed' | 'timestamp' | 'snapshot';

/** A lost race means that somebody else published; more than a few in a row means that storage misbehaves. */
const maxAttempts = 8;

/** A new snapshot brings a new timestamp with it. */
export async function renewRepository(ports: PublishPorts, nowMs: number): Promise<Renewal> {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const published = await loadRepository(ports);
    const due = deriveDue(published, ports, nowMs);
    if (due !== 'snapshot' && due !== 'timestamp') return due;
    if (await renew(ports, { published, due, nowMs })) return due;
  }
  throw new AppError('conflict', 'The repository changed too often to be renewed.');
}

function deriveDue(published: Repository, { signer }: PublishPorts, nowMs: number): Renewal {
  const { root, timestamp, snapshot } = published;
  if (root === null || timestamp === null || snapshot === null) return 'nothing-published';
  const isDue = {
    snapshot: !snapshot.isCurrent || isRenewalDue('snapshot', snapshot.content.expiresMs, nowMs),
    timestamp: !timestamp.isCurrent || isRenewalDue('timestamp', timestamp.content.expiresMs, nowMs),
  };
  if (!isDue.snapshot && !isDue.timestamp) return 'not-due';
  const listed = deriveListed(root.content, signer.loadPublicKeys());
  if (!listed.timestamp) return 'not-listed';
  // Without its snapshot key the service can at least keep the time; the snapshot's own expiry warns for two weeks.
  if (isDue.snapshot && listed.snapshot) return 'snapshot';
  return isDue.timestamp ? 'timestamp' : 'not-listed';
}

type ToRenew = { readonly published: Repository; readonly due: 'timestamp' | 'snapshot'; readonly nowMs: number };

async function renew(ports: PublishPorts, { published, due, nowMs }: ToRenew): Promise<boolean> {
  if (due === 'snapshot') return publishSnapshot(ports, { published, changed: new Map(), nowMs });
  const { timestamp } = published;
  if (timestamp === null) return false;
  const serverTimeMs = nextServerTimeMs(nowMs, timestamp.content);
  return putTimestamp(ports, { published, snapshot: timestamp.content.snapshot, serverTimeMs });
}
