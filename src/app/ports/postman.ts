// The port to mail: one letter to one recipient.

export type Mail = {
  /** Becomes the Message-ID, so that a copy is known as one. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Where one POST ends these letters (RFC 8058). */
  readonly stopUrl: string;
};

/** `refused`: this letter will never be taken. `down`: nothing is taken at present. */
export type Posted =
  | { readonly kind: 'sent'; readonly tookMs: number }
  | { readonly kind: 'refused' | 'down'; readonly fault: string; readonly tookMs: number };

export type Postman = {
  /** How people reach this service, without a slash at its end. */
  readonly publicUrl: string;
  send(mail: Mail): Promise<Posted>;
};
