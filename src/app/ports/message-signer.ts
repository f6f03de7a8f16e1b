// The port to the secrets of what leaves the house: made, kept and used behind it, seen outside once or never.

export type Message = { readonly id: string; readonly timestampS: number; readonly body: string };

export type MessageSigner = {
  /** For a receiver to verify with, and sealed for the database, which cannot read it. */
  createSecret(): { readonly secret: string; readonly sealed: string };
  /** One signature for each secret, as Standard Webhooks writes them; null when a secret cannot be read any more. */
  signMessage(message: Message, sealed: readonly string[]): string | null;
  /** Seals a token of somebody else's service. */
  sealToken(token: string): string;
  /** The value of an authorisation header; null when it cannot be read any more. */
  openToken(sealed: string): string | null;
};
