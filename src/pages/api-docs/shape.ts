// Puts a JSON schema into words: what kind of value, within which bounds, made of which fields.
import { entriesOf, listAt, numberAt, objectAt, textAt, valueAt } from './json.ts';

/** A kind of value in words, such as `list of`, Product, `or null`; `name` is a shape that is told elsewhere on the page. */
export type Kind = { readonly words: string; readonly name: string | null; readonly tail: string };

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

export type Shaper = { shapeOf(schema: unknown): Shape; isNamed(name: string): boolean };

/** Deeper fields are told as "group of fields" only; nothing of ours nests further. */
const maxDepth = 4;

const words: Readonly<Record<string, string>> = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  object: 'group of fields',
  array: 'list',
  null: 'null',
};

const plurals: Readonly<Record<string, string>> = {
  'whole number': 'whole numbers',
  number: 'numbers',
  text: 'texts',
  'group of fields': 'groups of fields',
};

/** `components` is the part of the OpenAPI document of that name. */
export function shaper(components: unknown): Shaper {
  const named = objectAt(components, 'schemas');
  const refName = (schema: unknown): string | null => textAt(schema, '$ref')?.split('/').at(-1) ?? null;
  const resolve = (schema: unknown): unknown => {
    const name = refName(schema);
    return name === null ? schema : named[name];
  };
  const hasFields = (schema: unknown): boolean =>
    entriesOf(valueAt(schema, 'properties')).length > 0 || variantsOf(schema).length > 1;
  const isNamed = (name: string): boolean => hasFields(named[name]);

  function kindOf(schema: unknown): Kind {
    const name = refName(schema);
    if (name !== null && isNamed(name)) return { words: '', name, tail: '' };
    const seen = resolve(schema);
    const choices = [...listAt(seen, 'enum'), ...constants(seen)];
    if (choices.length > 0) return plainKind(choices.map((choice) => JSON.stringify(choice)).join(' or '));
    const either = variantsOf(seen).map(kindOf);
    if (either.length > 1) return joinKinds(either);
    const types = typesOf(seen);
    const orNull = types.includes('null') && types.length > 1 ? 'or null' : '';
    if (!types.includes('array'))
      return plainKind(types.map((type) => words[type] ?? type).join(' or ') || 'any value');
    const item = kindOf(valueAt(seen, 'items'));
    return {
      words: `list of ${plurals[item.words] ?? item.words}`.trimEnd(),
      name: item.name,
      tail: [item.tail, orNull].filter(Boolean).join(' '),
    };
  }

  function fieldsOf(schema: unknown, prefix: string, depth: number): Field[] {
    const required = listAt(schema, 'required');
    return entriesOf(valueAt(schema, 'properties')).flatMap(([key, property]) => {
      const inner = resolve(property);
      const path = `${prefix}${key}`;
      const description = textAt(property, 'description') ?? textAt(inner, 'description');
      const field = {
        path,
        kind: kindOf(property),
        isRequired: required.includes(key),
        notes: notesOf(inner),
        description,
      };
      if (field.kind.name !== null || depth >= maxDepth) return [field];
      const isList = typesOf(inner).includes('array');
      const content = isList ? objectAt(inner, 'items') : inner;
      return [field, ...fieldsOf(content, isList ? `${path}[].` : `${path}.`, depth + 1)];
    });
  }

  function shapeOf(schema: unknown): Shape {
    const seen = resolve(schema);
    const variants = variantsOf(seen);
    const parts = variants.length > 1 ? variants : typesOf(seen).includes('array') ? [objectAt(seen, 'items')] : [seen];
    return {
      kind: kindOf(schema),
      variants: parts.map((part) => fieldsOf(resolve(part), '', 0)),
      notes: notesOf(seen),
    };
  }

  return { shapeOf, isNamed };
}

const plainKind = (text: string): Kind => ({ words: text, name: null, tail: '' });

/** Alternatives: the named one first, each wording once. */
function joinKinds(kinds: readonly Kind[]): Kind {
  const name = kinds.find((kind) => kind.name !== null)?.name ?? null;
  const rest = [...new Set(kinds.filter((kind) => kind.name === null).map((kind) => kind.words))].join(' or ');
  return name === null ? plainKind(rest) : { words: '', name, tail: rest === '' ? '' : `or ${rest}` };
}

const variantsOf = (schema: unknown): readonly unknown[] => [...listAt(schema, 'oneOf'), ...listAt(schema, 'anyOf')];

const typesOf = (schema: unknown): readonly string[] => {
  const single = textAt(schema, 'type');
  return single === null ? listAt(schema, 'type').filter((type) => typeof type === 'string') : [single];
};

const constants = (schema: unknown): unknown[] => [valueAt(schema, 'const')].filter((value) => value !== undefined);

/** Bounds, pattern and default, each as a short phrase. */
export function notesOf(schema: unknown): string[] {
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
