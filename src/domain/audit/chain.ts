// The audit as a hash chain: each entry's hash covers its content and the hash before it, so an edit shows.
import { hexOf, sha512 } from '../bytes.ts';

/** Something somebody did. `details` is JSON text, kept and hashed exactly as written. */
export type AuditEntry = {
  readonly atMs: number;
  /** Who: a token's name, `gate`, `train`, `tick` or `launcher`. */
  readonly actor: string;
  /** What, as noun and verb: `build sealed`, `rollout advanced`. */
  readonly action: string;
  readonly subject: string;
  readonly details: string;
};

export type ChainedEntry = AuditEntry & { readonly seq: number; readonly previous: string; readonly hash: string };

/** The hash before the first entry. */
export const auditOrigin = '0'.repeat(128);

type Unhashed = Omit<ChainedEntry, 'hash'>;

/** SHA-512, in hex, of the JSON array [seq, previous, atMs, actor, action, subject, details]: order and escaping are JSON's own. */
export function deriveEntryHash(entry: Unhashed): string {
  const { seq, previous, atMs, actor, action, subject, details } = entry;
  return hexOf(sha512(JSON.stringify([seq, previous, atMs, actor, action, subject, details])));
}

/** The entry that follows `last` (null: the chain is empty). */
export function nextEntry(last: { seq: number; hash: string } | null, entry: AuditEntry): ChainedEntry {
  const { atMs, actor, action, subject, details } = entry;
  const unhashed = {
    seq: (last?.seq ?? 0) + 1,
    previous: last?.hash ?? auditOrigin,
    atMs,
    actor,
    action,
    subject,
    details,
  };
  return { ...unhashed, hash: deriveEntryHash(unhashed) };
}

export type ChainFault = { readonly seq: number; readonly fault: 'edited' | 'missing-or-reordered' | 'forked' };

/** Checks entries in order from just after `last`; the first fault, or null. */
export function checkChain(
  last: { seq: number; hash: string } | null,
  entries: readonly ChainedEntry[],
): ChainFault | null {
  let before = last ?? { seq: 0, hash: auditOrigin };
  for (const entry of entries) {
    if (entry.seq !== before.seq + 1) return { seq: before.seq + 1, fault: 'missing-or-reordered' };
    if (entry.previous !== before.hash) return { seq: entry.seq, fault: 'forked' };
    if (deriveEntryHash(entry) !== entry.hash) return { seq: entry.seq, fault: 'edited' };
    before = entry;
  }
  return null;
}
