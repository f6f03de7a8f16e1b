// All peers, in the order in which tables show them.
import { installers } from './installers.ts';
import type { PeerKind } from './peer.ts';
import { watchers } from './watchers.ts';
import { zTests } from './z-tests.ts';

export const peers: readonly PeerKind[] = [...installers, ...watchers, ...zTests];
