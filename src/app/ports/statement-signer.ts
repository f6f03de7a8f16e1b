// The port to a person's signing keys: on an engineer's machine today, in a hardware or KMS signer where one exists.
import type { TrustedKey } from '../../domain/trust/key.ts';

/** One signature as TUF writes it, both in lower-case hex. */
export type StatementSignature = { readonly keyid: string; readonly sig: string };

/** A public key with the name its owner gave it. */
export type NamedKey = TrustedKey & { readonly name: string; readonly createdMs: number };

export type StatementSigner = {
  /** The key that signs; to be shown before anything is signed. */
  loadPublicKey(): NamedKey;
  /** Signs canonical bytes of at most 15,999, which hardware signers still take. */
  signStatement(payload: Uint8Array): Promise<StatementSignature>;
};
