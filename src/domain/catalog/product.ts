// The nouns of what is shipped to whom: product, model, channel.

/** Bounds of what one product may have, so that it can be read, and published to the edge, whole. */
export const modelsMax = 500;
export const channelsMax = 50;

export type Product = { readonly id: string; readonly name: string; readonly createdMs: number };
export type Model = { readonly id: string; readonly name: string };

export type Channel = {
  readonly id: string;
  /** `Fri 17:00 Asia/Shanghai`, or null when rollouts are started by hand. */
  readonly timetable: string | null;
  /** How often devices ask, before jitter. */
  readonly pollS: number;
};

/** A product with all that an engineer needs to publish for it. */
export type ProductDetails = Product & {
  readonly models: readonly Model[];
  readonly channels: readonly Channel[];
  /** The release counter that the next build will carry. */
  readonly nextCounter: number;
};
