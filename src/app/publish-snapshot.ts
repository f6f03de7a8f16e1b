// Signs and puts the next snapshot, then the timestamp that makes it the newest: the one step at which a publication happens.
import { ok, type Result } from '../domain/result.ts';
import { fromHex } from '../domain/trust/hex.ts';
import { nextServerTimeMs } from '../domain/trust/repository/life.ts';
import { nextMeta, nextSnapshot, nextTimestamp, nextVersion } from '../domain/trust/repository/renewal.ts';
import { deriveFileMeta } from '../domain/trust/repository/signed-file.ts';
import type { FileMeta } from '../domain/trust/tuf/metadata.ts';
import { AppError, assert } from './app-error.ts';
import type { LoadRepositoryPorts, Repository } from './load-repository.ts';
import type { OnlineSigner } from './ports/online-signer.ts';
import type { StatementSignature } from './ports/role-signer.ts';

export type PublishPorts = LoadRepositoryPorts & { readonly signer: OnlineSigner };

/**
 * Versions are skipped that crashed or slower publishers left behind, since no timestamp names them: by one, three,
 * seven and so on, so that all of them are passed also where the count began anew after a rotation.
 */
const maxSkips = 32;

/**
 * Publishes `changed` files on top of exactly what was loaded; false when another publisher was quicker, and then
 * whatever was decided must be decided again. A crash before the last put leaves what is published as it was.
 */
export async function publishSnapshot(
  ports: PublishPorts,
  { published, changed, nowMs }: { published: Repository; changed: ReadonlyMap<string, FileMeta>; nowMs: number },
): Promise<boolean> {
  const serverTimeMs = nextServerTimeMs(nowMs, published.timestamp?.content ?? null);
  const meta = nextMeta(published.snapshot, changed);
  const first = nextVersion(published.snapshot);
  for (let skips = 0; skips < maxSkips; skips += 1) {
    const version = first + 2 ** skips - 1;
    const payload = expectPayload(ports.format.encodeSnapshot(nextSnapshot(version, meta, serverTimeMs)));
    const bytes = encode(ports, payload, await ports.signer.signSnapshot(payload));
    if (!(await ports.repository.putRoleFile({ role: 'snapshot', version }, bytes))) continue;
    return putTimestamp(ports, { published, snapshot: deriveFileMeta(version, bytes), serverTimeMs });
  }
  throw new AppError('conflict', 'The repository changed too often to be published.');
}

/** Names a snapshot as the newest, over exactly the timestamp that was loaded. */
export async function putTimestamp(
  ports: PublishPorts,
  { published, snapshot, serverTimeMs }: { published: Repository; snapshot: FileMeta; serverTimeMs: number },
): Promise<boolean> {
  const payload = expectPayload(
    ports.format.encodeTimestamp(nextTimestamp(published.timestamp, snapshot, serverTimeMs)),
  );
  const bytes = encode(ports, payload, await ports.signer.signTimestamp(payload));
  return ports.repository.putTimestamp(bytes, published.timestamp?.etag ?? null);
}

const encode = ({ format }: PublishPorts, payload: Uint8Array, { keyid, sig }: StatementSignature): Uint8Array =>
  format.encodeFile(payload, [{ keyId: keyid, signature: fromHex(sig) ?? new Uint8Array() }]);

/** What the service derives itself can always be spelled; a snapshot of 2 MB lists 10,000 roles. */
function expectPayload(encoded: Result<Uint8Array>): Uint8Array {
  const { value } = encoded.ok ? encoded : ok(null);
  assert(value !== null, `a role of the service cannot be encoded: ${JSON.stringify(encoded)}`);
  return value;
}
