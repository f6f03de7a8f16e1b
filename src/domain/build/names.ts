// The shapes of names in statements that nothing else uses: bounded, printable and free of path tricks.

declare const brand: unique symbol;

/** The id of a sealed build as statements carry it: `<product>-<counter>`. */
export type ReleaseId = string & { readonly [brand]: 'ReleaseId' };

/** A product of 40, a hyphen, a counter below 2^53. */
export const releaseIdPattern = /^[a-z0-9-]{1,57}$/;
/** A leading letter or digit and no slash: the name can neither hide nor leave its folder (properties 24). */
export const fileNamePattern = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/;
/** Names one rollout's ceiling; sealed into its target path. */
export const rolloutKeyPattern = /^[a-z0-9-]{1,100}$/;
/** Fed to the permutation as bytes, so it stays plain ASCII. */
export const saltPattern = /^[A-Za-z0-9._-]{1,64}$/;

export function isReleaseId(text: string): text is ReleaseId {
  return releaseIdPattern.test(text);
}
