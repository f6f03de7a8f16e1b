// Makes an example of a schema, for the requests that the API page shows.
import { entriesOf, type Json, listAt, numberAt, textAt, valueAt } from './json.ts';
import { resolve, typesOf, variantsOf } from './kind.ts';

/** `named` are the schemas that the document names. A value that shows the form, not one that is sure to be accepted: a pattern without an example gives its field's name. */
export function deriveSample(named: Json, schema: unknown, name = 'value'): unknown {
  const seen = resolve(named, schema);
  const [first] = [
    valueAt(seen, 'example'),
    ...listAt(seen, 'examples'),
    valueAt(seen, 'const'),
    ...listAt(seen, 'enum'),
    valueAt(seen, 'default'),
  ].filter((value) => value !== undefined);
  if (first !== undefined) return first;
  const [variant] = variantsOf(seen);
  return variant === undefined ? sampleOfType(named, seen, name) : deriveSample(named, variant, name);
}

function sampleOfType(named: Json, schema: unknown, name: string): unknown {
  const [type] = typesOf(schema);
  if (type === 'object') {
    const required = new Set(listAt(schema, 'required'));
    const properties = entriesOf(valueAt(schema, 'properties')).filter(([key]) => required.has(key));
    return Object.fromEntries(properties.map(([key, value]) => [key, deriveSample(named, value, key)]));
  }
  if (type === 'array') return [deriveSample(named, valueAt(schema, 'items'), name)];
  if (type === 'integer' || type === 'number') return numberAt(schema, 'minimum') ?? 1;
  if (type === 'boolean') return true;
  return type === 'string' ? sampleOfText(textAt(schema, 'pattern'), name) : null;
}

/** Digests and keys are hex of a fixed length; other patterns come with an example. */
function sampleOfText(pattern: string | null, name: string): string {
  const [, digits] = /^\^\[0-9a-f\]\{(\d+)\}\$$/.exec(pattern ?? '') ?? [];
  return digits === undefined
    ? name
    : '0123456789abcdef'.repeat(Math.ceil(Number(digits) / 16)).slice(0, Number(digits));
}
