// A statement together with what the TUF role around it says: its version and when it expires.

/** Says nothing of signatures: they are checked over the envelope's bytes before a statement is believed. */
export type Signed<S> = { readonly statement: S; readonly version: number; readonly expiresMs: number };
