// What the bench says to the gateway, its client, and what the gateway answers.

export const lanes = ['ours', 'bare'] as const;
/** Through the service, or straight into a table. */
export type Lane = (typeof lanes)[number];

export type GatewayOrder =
  | {
      readonly kind: 'open';
      readonly port: number;
      /** An access token with the role `gateway`. */
      readonly token: string;
      readonly databaseUrl: string;
    }
  | { readonly kind: 'run'; readonly lane: Lane; readonly forMs: number };

export type GatewayAnswer =
  | { readonly kind: 'opened' }
  /** Batches that were acknowledged, and how long it took until the last of them was. */
  | { readonly kind: 'ran'; readonly batches: number; readonly wallMs: number };
