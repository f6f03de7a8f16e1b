// Puts a JSON schema into words: what kind of value, within which bounds, made of which fields.
import { entriesOf, type Json, listAt, numberAt, textAt, valueAt } from './json.ts';
import { type Kind, kindOf, resolve, typesOf, variantsOf } from './kind.ts';

export type Field = {
  /** With the fields it stands in: `errors[].where`. */
  readonly path: string;
  readonly kind: Kind;
  readonly isRequired: boolean;
  readonly notes: readonly string[];
  readonly description: string | null;
};

/** A schema in words: alternatives where it has several, else one; each with its fields. */
export type Shape = {
  readonly kind: Kind;
  readonly variants: readonly (readonly Field[])[];
  readonly notes: readonly string[];
};

/** Deeper fields are told as "group of fields" only; nothing of ours nests further. */
const maxDepth = 4;

/** `named` are the schemas that the document names. */
export function shapeOf(named: Json, schema: unknown): Shape {
  const seen = resolve(named, schema);
  const variants = variantsOf(seen);
  const single = typesOf(seen).includes('array') ? valueAt(seen, 'items') : seen;
  const parts = variants.length > 1 ? variants : [single];
  const top = { prefix: '', depth: 0 };
  return {
    kind: kindOf(named, schema),
    variants: parts.map((part) => fieldsOf(named, resolve(named, part), top)),
    notes: notesOf(seen),
  };
}

type Place = { readonly prefix: string; readonly depth: number };

/** The fields of a schema, each followed by the fields inside it; those of a named shape are told where it is. */
function fieldsOf(named: Json, schema: unknown, { prefix, depth }: Place): Field[] {
  const required = listAt(schema, 'required');
  return entriesOf(valueAt(schema, 'properties')).flatMap(([key, property]) => {
    const inner = resolve(named, property);
    const path = `${prefix}${key}`;
    const description = textAt(property, 'description') ?? textAt(inner, 'description');
    const isRequired = required.includes(key);
    const field = { path, kind: kindOf(named, property), isRequired, notes: notesOf(inner), description };
    if (field.kind.name !== null || depth >= maxDepth) return [field];
    const isList = typesOf(inner).includes('array');
    const content = isList ? valueAt(inner, 'items') : inner;
    return [field, ...fieldsOf(named, content, { prefix: isList ? `${path}[].` : `${path}.`, depth: depth + 1 })];
  });
}

/** Bounds, pattern and default, each as a short phrase. */
function notesOf(schema: unknown): string[] {
  const notes: string[] = [];
  const range = (low: number | null, high: number | null, unit: string) => {
    if (low !== null && high !== null) notes.push(`${low.toLocaleString('en')} to ${high.toLocaleString('en')}${unit}`);
    else if (low !== null) notes.push(`at least ${low.toLocaleString('en')}${unit}`);
    else if (high !== null) notes.push(`at most ${high.toLocaleString('en')}${unit}`);
  };
  range(numberAt(schema, 'minimum'), numberAt(schema, 'maximum'), '');
  range(numberAt(schema, 'minLength'), numberAt(schema, 'maxLength'), ' characters');
  range(numberAt(schema, 'minItems'), numberAt(schema, 'maxItems'), ' items');
  const pattern = textAt(schema, 'pattern');
  if (pattern !== null && pattern.length <= 80) notes.push(`matches ${pattern}`);
  const preset = valueAt(schema, 'default');
  if (preset !== undefined) notes.push(`${JSON.stringify(preset)} unless given`);
  return notes;
}
