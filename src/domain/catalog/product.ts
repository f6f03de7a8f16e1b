// The nouns of what is shipped to whom: product, model, channel, signing key.

/** Bounds of what one product may have, so that it can be read, and published to the edge, whole. */
export const modelsMax = 500;
export const channelsMax = 50;
/** As many as a trusted root lists at most (wire/tuf-key.ts). */
export const keysMax = 64;

export type Product = { readonly id: string; readonly name: string; readonly createdMs: number };
export type Model = { readonly id: string; readonly name: string };

export type Channel = {
  readonly id: string;
  /** `Fri 17:00 Asia/Shanghai`, or null when rollouts are started by hand. */
  readonly timetable: string | null;
  /** How often devices ask, before jitter. */
  readonly pollS: number;
};

/** Whose signatures the service accepts on statements of this product. The service never holds the private half. */
export type SigningKey = {
  readonly keyId: string;
  readonly publicHex: string;
  readonly label: string;
  readonly addedBy: string;
  readonly addedMs: number;
  readonly revokedMs: number | null;
};

/** A product with all that an engineer needs to publish for it. */
export type ProductDetails = Product & {
  readonly models: readonly Model[];
  readonly channels: readonly Channel[];
  readonly keys: readonly SigningKey[];
  /** The release counter that the next build will carry. */
  readonly nextCounter: number;
};
