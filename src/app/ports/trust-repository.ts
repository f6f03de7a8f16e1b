// The port to the published TUF repository: files written once under their version, and the one timestamp that names the newest.
import type { VersionedFile } from '../../domain/trust/repository/role-name.ts';

export type StoredTimestamp = { readonly bytes: Uint8Array; readonly etag: string };

/** Every method throws AppError `storage-unavailable` when storage does not answer. */
export type TrustRepository = {
  /** The file as it was put; null when there is none. */
  loadRoleFile(file: VersionedFile): Promise<Uint8Array | null>;
  /** Writes a file once; false when the name is taken, whose file is then left as it was. */
  putRoleFile(file: VersionedFile, bytes: Uint8Array): Promise<boolean>;
  /** Null before the first publication. */
  loadTimestamp(): Promise<StoredTimestamp | null>;
  /** Replaces exactly the timestamp with `expectedEtag` (null: none yet); false when another publisher was quicker. */
  putTimestamp(bytes: Uint8Array, expectedEtag: string | null): Promise<boolean>;
};
