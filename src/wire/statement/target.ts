// A statement as a TUF target: what is said of a file, or of none, stands in the target's custom part.
import type { Problem, Result } from '../../domain/result.ts';

/** A target as TUF writes it; `custom` is the statement proper. */
export type WireTarget = {
  readonly length: number;
  readonly hashes: { readonly sha256: string; readonly sha512: string };
  readonly custom: unknown;
};

/** How one kind of statement reads its target and writes it back. */
export type StatementForm<S> = {
  encodeTarget(statement: S): readonly [path: string, target: WireTarget];
  parseTarget(path: string, target: WireTarget): Result<S>;
};

/**
 * TUF wants length and hashes of every target. A statement that is about no file of its own is a target of length 0
 * with the hashes of no bytes: true, accepted by stock readers, and an empty file serves whoever downloads it.
 */
export const emptyFile = {
  length: 0,
  hashes: {
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    sha512:
      'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
  },
} as const;

export const isEmptyFile = ({ length, hashes }: WireTarget): boolean =>
  length === 0 && hashes.sha256 === emptyFile.hashes.sha256 && hashes.sha512 === emptyFile.hashes.sha512;

export const notEmptyProblem: Problem = {
  where: 'signed.targets',
  what: 'has length or hashes of a file, and this statement is about none',
  fix: 'Sign it as a target of length 0 with the hashes of no bytes.',
};
