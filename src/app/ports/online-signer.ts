// The port to the two keys that the service holds: they say what is newest, never what may be installed.
import type { OnlineKeys } from '../../domain/trust/repository/online-keys.ts';
import type { StatementSignature } from './role-signer.ts';

export type OnlineSigner = {
  /** The public halves; for the root that lists them. */
  loadPublicKeys(): OnlineKeys;
  /** Signs canonical bytes of a snapshot and of nothing else: other bytes throw. */
  signSnapshot(payload: Uint8Array): Promise<StatementSignature>;
  /** Signs canonical bytes of a timestamp and of nothing else: other bytes throw. */
  signTimestamp(payload: Uint8Array): Promise<StatementSignature>;
  /** Signs canonical bytes of an audit checkpoint with the snapshot key; other bytes throw. */
  signCheckpoint(payload: Uint8Array): Promise<StatementSignature>;
};
