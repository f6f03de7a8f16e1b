// Makes an example of a schema, for the requests that the API page shows.
import { entriesOf, listAt, numberAt, objectAt, textAt, valueAt } from './json.ts';

/** A value that shows the form, not one that is sure to be accepted: a pattern without an example gives its field's name. */
export function deriveSample(schema: unknown, components: unknown, name = 'value'): unknown {
  const reference = textAt(schema, '$ref')?.split('/').at(-1);
  const seen = reference === undefined ? schema : objectAt(objectAt(components, 'schemas'), reference);
  const [first] = [
    valueAt(seen, 'example'),
    ...listAt(seen, 'examples'),
    valueAt(seen, 'const'),
    ...listAt(seen, 'enum'),
    valueAt(seen, 'default'),
  ].filter((value) => value !== undefined);
  if (first !== undefined) return first;
  const [variant] = [...listAt(seen, 'oneOf'), ...listAt(seen, 'anyOf')];
  if (variant !== undefined) return deriveSample(variant, components, name);
  return sampleOfType(seen, components, name);
}

function sampleOfType(schema: unknown, components: unknown, name: string): unknown {
  const type = textAt(schema, 'type') ?? listAt(schema, 'type')[0];
  if (type === 'object') {
    const required = new Set(listAt(schema, 'required'));
    const properties = entriesOf(valueAt(schema, 'properties')).filter(([key]) => required.has(key));
    return Object.fromEntries(properties.map(([key, value]) => [key, deriveSample(value, components, key)]));
  }
  if (type === 'array') return [deriveSample(objectAt(schema, 'items'), components, name)];
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
