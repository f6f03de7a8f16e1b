// The port to what bodies are compressed with on their way here.

export type Unpacked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly refusal: 'unknown-encoding' | 'too-large' | 'damaged' };

/** `encoding` as Content-Encoding names it, one or several. Never holds more than `maxBytes` of what comes out. */
export type Unpack = (bytes: Uint8Array, encoding: string, maxBytes: number) => Promise<Unpacked>;
