// The port to the world outside: one request to an address that anybody may reach, within bounds of time and size.

export type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** What is read of the answer's body; 0 for nothing. A longer one is a failure. */
  readonly maxAnswerBytes: number;
};

/** `closed-address`: it leads into a network that is not everybody's. */
export type CallFault =
  | 'closed-address'
  | 'unknown-host'
  | 'timeout'
  | 'certificate'
  | 'unreachable'
  | 'answer-too-large';

export type CallAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly tookMs: number;
    }
  | { readonly kind: 'failed'; readonly fault: CallFault; readonly tookMs: number };

/** Redirects are answers, never followed. */
export type Courier = {
  /** How many calls may be under way at a time. */
  readonly atOnce: number;
  call(call: Call): Promise<CallAnswer>;
  /** Why an address will not be called, before anything about it is kept; null when nothing speaks against it. */
  checkTarget(url: string): Promise<CallFault | null>;
};
