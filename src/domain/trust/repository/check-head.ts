// The head of a role file that people send in: the one version that comes next, and an expiry within the life of its role.
import type { Head } from '../tuf/metadata.ts';
import { deriveLifeMs } from './life.ts';
import { type Check, passed, refuseFile } from './refusal.ts';
import type { RepositoryRole } from './role-name.ts';

/** Engineers' clocks run ahead of the service's; an hour more changes nothing about a life of months. */
const leewayMs = 3_600_000;

/** `nextVersion` is one more than what is published: never what a database remembers (signing.md). */
export function checkHead(question: {
  readonly kind: RepositoryRole['kind'];
  readonly head: Head;
  readonly nextVersion: number;
  readonly nowMs: number;
}): Check {
  const { kind, head, nextVersion, nowMs } = question;
  const where = 'signed.version';
  if (head.version !== nextVersion) {
    const what = `is ${head.version}, and the next version of this role is ${nextVersion}`;
    const fix = `Read what is published, put your change into it, and sign version ${nextVersion}.`;
    return refuseFile(head.version < nextVersion ? 'version-taken' : 'version-skipped', { where, what, fix });
  }
  return checkExpiry(kind, head.expiresMs, nowMs);
}

function checkExpiry(kind: RepositoryRole['kind'], expiresMs: number, nowMs: number): Check {
  const where = 'signed.expires';
  const days = deriveLifeMs(kind) / 86_400_000;
  const fix = `Sign it again for at most ${days} days.`;
  if (expiresMs <= nowMs) return refuseFile('expired', { where, what: 'is in the past', fix });
  if (expiresMs <= nowMs + deriveLifeMs(kind) + leewayMs) return passed;
  return refuseFile('expires-too-late', { where, what: `is later than the ${days} days that this role may live`, fix });
}
