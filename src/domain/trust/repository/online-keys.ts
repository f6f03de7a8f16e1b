// The two keys that the service signs with, and whether the root in force lets it.
import type { TrustedKey } from '../key.ts';
import type { Root } from '../tuf/metadata.ts';
import { hasKey } from './signing.ts';

/** Public halves only; the private ones never leave adapters/signing. */
export type OnlineKeys = { readonly snapshotKey: TrustedKey; readonly timestampKey: TrustedKey };

/** Which of its keys the root lists. After an emergency rotation that is none until the secret is changed too. */
export function deriveListed(root: Root, { snapshotKey, timestampKey }: OnlineKeys) {
  return {
    snapshot: hasKey(root.roles.snapshot.keys, snapshotKey),
    timestamp: hasKey(root.roles.timestamp.keys, timestampKey),
  };
}
