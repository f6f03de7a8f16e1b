// The port to chance: ids, salts and tokens come from here, so that verbs stay repeatable in tests.

export type Entropy = {
  /** `bytes` random bytes from the platform's cryptographic source, as lower-case hex. */
  randomHex(bytes: number): string;
};
