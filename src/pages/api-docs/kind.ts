// Says in words what kind of value a JSON schema asks for.
import { entriesOf, type Json, listAt, textAt, valueAt } from './json.ts';

/** A kind of value in words, such as `list of`, Product, `or null`; `name` is a shape that is told elsewhere on the page. */
export type Kind = { readonly words: string; readonly name: string | null; readonly tail: string };

const wordOf: Readonly<Record<string, string>> = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  object: 'group of fields',
  array: 'list',
  null: 'null',
};

const pluralOf: Readonly<Record<string, string>> = {
  'whole number': 'whole numbers',
  number: 'numbers',
  text: 'texts',
  'group of fields': 'groups of fields',
};

/** `named` are the schemas that the document names, here and below. */
export function kindOf(named: Json, schema: unknown): Kind {
  const name = refName(schema);
  if (name !== null && hasShape(named[name])) return { words: '', name, tail: '' };
  const seen = resolve(named, schema);
  const choices = [valueAt(seen, 'const'), ...listAt(seen, 'enum')].filter((choice) => choice !== undefined);
  if (choices.length > 0) return plainKind(choices.map((choice) => JSON.stringify(choice)).join(' or '));
  const either = variantsOf(seen).map((variant) => kindOf(named, variant));
  if (either.length > 1) return joinKinds(either);
  const types = typesOf(seen);
  if (types.includes('array')) return listKind(kindOf(named, valueAt(seen, 'items')), types.includes('null'));
  return plainKind(types.map((type) => wordOf[type] ?? type).join(' or ') || 'any value');
}

const refName = (schema: unknown): string | null => textAt(schema, '$ref')?.split('/').at(-1) ?? null;

/** The schema itself, or the one that it refers to. */
export function resolve(named: Json, schema: unknown): unknown {
  const name = refName(schema);
  return name === null ? schema : named[name];
}

/** Whether a schema is worth a place of its own on the page; a named text is told where it stands. */
export const hasShape = (schema: unknown): boolean =>
  entriesOf(valueAt(schema, 'properties')).length > 0 || variantsOf(schema).length > 1;

export const variantsOf = (schema: unknown): readonly unknown[] => [
  ...listAt(schema, 'oneOf'),
  ...listAt(schema, 'anyOf'),
];

export function typesOf(schema: unknown): readonly string[] {
  const single = textAt(schema, 'type');
  return single === null ? listAt(schema, 'type').filter((type) => typeof type === 'string') : [single];
}

const plainKind = (text: string): Kind => ({ words: text, name: null, tail: '' });

function listKind(item: Kind, isNullable: boolean): Kind {
  const words = `list of ${pluralOf[item.words] ?? item.words}`.trimEnd();
  const tail = [item.tail, isNullable ? 'or null' : ''].filter((part) => part !== '').join(' ');
  return { words, name: item.name, tail };
}

/** Alternatives: the named one first, each wording once. */
function joinKinds(kinds: readonly Kind[]): Kind {
  const name = kinds.find((kind) => kind.name !== null)?.name ?? null;
  const rest = [...new Set(kinds.filter((kind) => kind.name === null).map((kind) => kind.words))].join(' or ');
  return name === null ? plainKind(rest) : { words: '', name, tail: rest === '' ? '' : `or ${rest}` };
}
