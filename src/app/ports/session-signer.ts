// The port to browser sessions: a signed word of which access token somebody logged in with, and until when.

/** `tokenSha256` is what is kept of the token (hex): it finds the token in the store and opens nothing by itself. */
export type Session = { readonly tokenSha256: string; readonly expiresMs: number };

export type SessionCheck =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly refusal: 'malformed-session' | 'forged-session' | 'expired-session' };

export type SessionSigner = {
  signSession(session: Session): string;
  /** Says nothing about the token itself, which may be revoked by now. */
  checkSession(text: string, nowMs: number): SessionCheck;
};
