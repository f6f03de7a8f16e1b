// Looks into JSON of strangers: whatever is not there, or is something else, is null.

export type Json = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Json | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

export const objectAt = (at: Json | null, name: string): Json | null => asObject(at?.[name]);

export const textAt = (at: Json | null, name: string): string | null => {
  const value = at?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

export const numberAt = (at: Json | null, name: string): number | null => {
  const value = at?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** Objects of a list, or of `values` inside of an object, as SDKs write both; at most `most`. */
export function listAt(at: Json | null, name: string, most: number): Json[] {
  const value = at?.[name];
  const list: unknown = Array.isArray(value) ? value : asObject(value)?.values;
  if (!Array.isArray(list)) return [];
  return list
    .slice(-most)
    .map(asObject)
    .filter((each) => each !== null);
}
