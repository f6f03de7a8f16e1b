// The demonstration's plan file: three stages, quick to read.

/** `fallback` is a version or `previous`. */
export const planText = (fallback: string): string => `plan: friday
product: nova
channel: stable
fallback: ${fallback}
stages:
  # Two thousand devices are too few to prove within hours that a build is safe.
  - name: first
    permille: 50
    bake: 6h
    evidence: no-harm
  - name: quarter
    permille: 250
    bake: 6h
    evidence: no-harm
  - name: all
    permille: 1000
    bake: 6h
    evidence: no-harm
`;
