// What the bench says to the reporter, its client, and what the reporter answers.

/** Through the service, or straight into a table. */
export type Lane = 'ours' | 'bare';

export type ReporterOrder =
  | {
      readonly kind: 'open';
      readonly port: number;
      /** An access token that may file reports for devices. */
      readonly token: string;
      readonly databaseUrl: string;
    }
  | { readonly kind: 'run'; readonly lane: Lane; readonly forMs: number };

export type ReporterAnswer =
  | { readonly kind: 'opened' }
  /** Reports that were acknowledged, and how long it took until the last of them was. */
  | { readonly kind: 'ran'; readonly reports: number; readonly wallMs: number };
