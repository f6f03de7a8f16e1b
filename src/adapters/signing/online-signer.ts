// Signs snapshots, timestamps and audit checkpoints with the service's two keys. The private halves live in a closure, so nothing can print them.
import nacl from 'tweetnacl';
import type { OnlineSigner } from '../../app/ports/online-signer.ts';
import type { StatementSignature } from '../../app/ports/role-signer.ts';
import { hexOf } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import { deriveTrustedKey } from '../../domain/trust/key.ts';

/** Seeds of 32 bytes in hex. Throws for others, and for one key in both places: one theft would be two. */
export function onlineSigner(seeds: { readonly snapshotKey: string; readonly timestampKey: string }): OnlineSigner {
  if (seeds.snapshotKey === seeds.timestampKey)
    throw new RangeError('SNAPSHOT_KEY and TIMESTAMP_KEY must be two different keys.');
  const [snapshot, timestamp] = [openKey(seeds.snapshotKey), openKey(seeds.timestampKey)];
  return {
    loadPublicKeys: () => ({ snapshotKey: snapshot.key, timestampKey: timestamp.key }),
    signSnapshot: async (payload) => snapshot.sign(payload, 'snapshot'),
    signTimestamp: async (payload) => timestamp.sign(payload, 'timestamp'),
    signCheckpoint: async (payload) => snapshot.sign(payload, 'audit-checkpoint'),
  };
}

type Type = 'snapshot' | 'timestamp' | 'audit-checkpoint';

function openKey(seedHex: string) {
  const seed = fromHex(seedHex);
  if (seed?.length !== 32) throw new RangeError('A key of the service must be 32 bytes in hex.');
  const { publicKey, secretKey } = nacl.sign.keyPair.fromSeed(seed);
  const key = deriveTrustedKey(publicKey);
  function sign(payload: Uint8Array, type: Type): StatementSignature {
    checkType(payload, type);
    return { keyid: key.keyId, sig: hexOf(nacl.sign.detached(payload, secretKey)) };
  }
  return { key, sign };
}

/** `_type` sorts before every other key of a canonical payload, so these bytes alone tell what is signed. */
function checkType(payload: Uint8Array, type: Type): void {
  const start = `{"_type":"${type}",`;
  if (new TextDecoder().decode(payload.subarray(0, start.length)) !== start)
    throw new RangeError(`These bytes are no ${type}.`);
}
