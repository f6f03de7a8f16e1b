// The port to what bodies are compressed with on their way here.

export type Unpacked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly refusal: 'too-large' }
  | { readonly ok: false; readonly refusal: 'damaged' }
  /** `known` are those that this runtime unpacks, the best first. */
  | { readonly ok: false; readonly refusal: 'unknown-encoding'; readonly known: readonly string[] };

/** `encoding` as Content-Encoding names it, one or several. Never holds more than `maxBytes` of what comes out. */
export type Unpack = (bytes: Uint8Array, encoding: string, maxBytes: number) => Promise<Unpacked>;
