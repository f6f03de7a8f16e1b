// The port to whoever signs role files for a person: a key file, or a command in front of a hardware token or a KMS.
import type { TrustedKey } from '../../domain/trust/key.ts';

/** One signature as TUF writes it, both in lower-case hex. */
export type StatementSignature = { readonly keyid: string; readonly sig: string };

/** A public key with the name its owner gave it. */
export type NamedKey = TrustedKey & { readonly name: string; readonly createdMs: number };

export type SigningRefusal =
  /** It could not be started, or said by its exit code that it did not sign. */
  | 'signer-failed'
  | 'signer-too-slow'
  /** It printed something that is no ed25519 signature. */
  | 'signature-malformed'
  /** A signature, but over other bytes or of none of the keys that may sign. */
  | 'signature-of-another-key';

export type SigningAnswer =
  | { readonly ok: true; readonly signatures: readonly StatementSignature[] }
  | { readonly ok: false; readonly refusal: SigningRefusal; readonly detail: string };

export type RoleSigner = {
  /** What people call it: the path of a key file, or a command line. */
  readonly label: string;
  /** Those of `keys` that it holds; null where only signing tells. */
  listFitting(keys: readonly TrustedKey[]): readonly NamedKey[] | null;
  /** Signs canonical bytes of at most 15,999 with each of `keys` that it holds; none for none. */
  signFile(payload: Uint8Array, keys: readonly TrustedKey[]): Promise<SigningAnswer>;
};
