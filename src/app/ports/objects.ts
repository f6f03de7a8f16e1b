// The port to object storage: immutable files under keys of our own, reached by devices and engineers through signed URLs.

export type StoredObject = { readonly sizeBytes: number; readonly etag: string };
export type PartUrl = { readonly partNumber: number; readonly url: string };
export type UploadedPart = { readonly partNumber: number; readonly etag: string };

/** Every method throws AppError `storage-unavailable` when storage does not answer. */
export type Objects = {
  /** Stores a small object whole; false when the key is taken, which is then left as it was. */
  putObject(key: string, body: Uint8Array, contentType: string): Promise<boolean>;
  /** A small object whole, at most `maxBytes`; null when there is none. */
  loadObject(key: string, maxBytes: number): Promise<Uint8Array | null>;
  /** Size and entity tag, or null when there is no such object. */
  headObject(key: string): Promise<StoredObject | null>;
  /** Reads the object through once and answers its length and SHA-256 in hex; null when there is none. */
  loadDigest(key: string): Promise<{ sizeBytes: number; sha256: string } | null>;
  /** A URL that allows this one download for `expiresS` seconds. Made without asking storage. */
  signDownload(key: string, expiresS: number): Promise<string>;
};

/** Multipart uploads, in which the bytes never pass through the service. */
export type Uploads = {
  recordUpload(key: string): Promise<string>;
  signParts(key: string, uploadId: string, partNumbers: readonly number[]): Promise<PartUrl[]>;
  /** Joins the parts; false when storage no longer knows the upload or a part. */
  putJoined(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<boolean>;
  /** Forgets an upload and its parts; nothing happens when it is gone already. */
  recordAbandoned(key: string, uploadId: string): Promise<void>;
};
