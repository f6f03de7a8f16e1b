// The port to object storage: immutable files under keys of our own, reached by devices and engineers through signed URLs.

/** `etag` is storage's own word for the content, without quotation marks. */
export type StoredObject = { readonly sizeBytes: number; readonly etag: string };
export type ObjectDigest = { readonly sizeBytes: number; readonly sha256: string };
export type PartUrl = { readonly partNumber: number; readonly url: string };
export type UploadedPart = { readonly partNumber: number; readonly etag: string };

/** Every method throws AppError `storage-unavailable` when storage does not answer. */
export type Objects = {
  /** Stores a small object whole, a text as UTF-8; false when the key is taken, which is then left as it was. */
  putObject(key: string, body: Uint8Array | string, contentType: string): Promise<boolean>;
  /** A small object whole, which must not be larger than `maxBytes`; null when there is none. */
  loadObject(key: string, maxBytes: number): Promise<Uint8Array | null>;
  /** `sizeBytes` of an object from `startBytes` on, less where it ends before; null when there is none. */
  loadRange(key: string, startBytes: number, sizeBytes: number): Promise<Uint8Array | null>;
  /** Size and entity tag, or null when there is no such object. */
  headObject(key: string): Promise<StoredObject | null>;
  /** Reads the object through once and answers its length and SHA-256 in hex; null when there is none. */
  loadDigest(key: string): Promise<ObjectDigest | null>;
  /** A URL that allows this one download for `expiresS` seconds. Made without asking storage. */
  signDownload(key: string, expiresS: number): Promise<string>;
  /** Removes an object that nobody may need; nothing happens when it is gone already. */
  recordRemoved(key: string): Promise<void>;
};

/** Multipart uploads, in which the bytes never pass through the service. */
export type Uploads = {
  /** Begins an upload and answers storage's id for it. */
  recordUpload(key: string): Promise<string>;
  /** URLs that each take one part by PUT for `expiresS` seconds. Made without asking storage. */
  signParts(part: {
    key: string;
    uploadId: string;
    partNumbers: readonly number[];
    expiresS: number;
  }): Promise<PartUrl[]>;
  /** Joins the parts, given in order; false when storage no longer knows the upload, or not these parts. */
  putJoined(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<boolean>;
  /** Forgets an upload and its parts; nothing happens when it is gone or joined already. */
  recordAbandoned(key: string, uploadId: string): Promise<void>;
};
