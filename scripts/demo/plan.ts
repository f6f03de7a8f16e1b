// The demonstration's plan file: three stages, quick to read.

/** `fallback` is a version or `previous`. */
export const planText = (fallback: string): string => `plan: friday
product: nova
channel: stable
fallback: ${fallback}
stages:
  - name: first
    permille: 50
    bake: 6h
  - name: quarter
    permille: 250
    bake: 6h
  - name: all
    permille: 1000
    bake: 6h
`;
