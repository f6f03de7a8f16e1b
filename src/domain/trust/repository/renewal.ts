// The next snapshot and the next timestamp: what the service itself signs.
import type { FileMeta, Snapshot, Timestamp } from '../tuf/metadata.ts';
import { deriveLifeMs } from './life.ts';

/** `isCurrent`: signed with keys of the root in force. */
export type Predecessor<C> = { readonly content: C; readonly isCurrent: boolean } | null;

/** A stolen key can push a version up to here and no further, so that the next one is still an integer everywhere. */
const highestInherited = 2 ** 31;

/**
 * One more than what is published. Only after a rotation, when clients forget what the old key signed (TUF 1.0.34,
 * 5.3.11), an absurd version that a thief of the old key left behind may be dropped for 1.
 */
export function nextVersion(published: Predecessor<{ readonly version: number }>): number {
  if (published === null) return 1;
  const { version } = published.content;
  return published.isCurrent || version < highestInherited ? version + 1 : 1;
}

/** Nothing ever leaves a snapshot: clients take a role that vanished for an attack (TUF 1.0.34, 5.5.5). */
export function nextMeta(
  published: Predecessor<Snapshot>,
  changed: ReadonlyMap<string, FileMeta>,
): ReadonlyMap<string, FileMeta> {
  return new Map([...(published?.content.meta ?? []), ...changed]);
}

export const nextSnapshot = (version: number, meta: ReadonlyMap<string, FileMeta>, serverTimeMs: number): Snapshot => ({
  version,
  expiresMs: serverTimeMs + deriveLifeMs('snapshot'),
  meta,
});

export const nextTimestamp = (
  published: Predecessor<Timestamp>,
  snapshot: FileMeta,
  serverTimeMs: number,
): Timestamp => ({
  version: nextVersion(published),
  expiresMs: serverTimeMs + deriveLifeMs('timestamp'),
  snapshot,
});
