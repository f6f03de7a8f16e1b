// What the bench and its loader say to each other.

export type LoaderOrder =
  /** Remembers whole requests, one Latin-1 string each. */
  | { readonly kind: 'keep'; readonly name: string; readonly requests: readonly string[] }
  | {
      readonly kind: 'run';
      readonly list: string;
      readonly port: number;
      readonly connections: number;
      readonly count: number;
      /** Where in the list to begin, so that rounds do not repeat each other. */
      readonly from: number;
      /** Any other status fails the run. */
      readonly status: number;
    };

export type LoaderAnswer =
  | { readonly kind: 'kept' }
  | { readonly kind: 'ran'; readonly wallMs: number; readonly bytes: number };
