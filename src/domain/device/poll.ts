// What a device states when it asks for an update.

/** A well-formed poll, as the URL states it. */
export type Poll = {
  readonly product: string;
  readonly channel: string;
  readonly model: string;
  /** The installed build: a version or the vendor's own string. */
  readonly build: string;
  readonly bucket: number;
  readonly pass: string | null;
  readonly region: string | null;
  readonly locale: string | null;
};
