// What the bench says to the reporter, its client, and to the bare route, and what they answer.

/** Through the service, by its verb without HTTP, into a route that keeps nothing, or straight into a table. */
export type Lane = 'ours' | 'verb' | 'route' | 'bare';

export type ReporterOrder =
  | {
      readonly kind: 'open';
      readonly port: number;
      /** Of the route that keeps nothing. */
      readonly routePort: number;
      /** An access token that may file reports for devices. */
      readonly token: string;
      readonly databaseUrl: string;
    }
  | { readonly kind: 'run'; readonly lane: Lane; readonly forMs: number };

export type ReporterAnswer =
  | { readonly kind: 'opened' }
  /** Reports that were acknowledged, and how long it took until the last of them was. */
  | { readonly kind: 'ran'; readonly reports: number; readonly wallMs: number };

/** What the route answers each report. */
export type BarePostOrder = { readonly answer: string };
export type BarePostAnswer = { readonly kind: 'listening'; readonly port: number };
