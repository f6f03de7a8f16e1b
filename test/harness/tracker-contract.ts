// Holds requests against the recorded contract of a tracker's API: the operations, parameters and bodies that it knows.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly maximum?: number;
  readonly format?: string;
};
type Parameter = { readonly name: string; readonly in: string; readonly required?: boolean; readonly schema: Schema };
type Operation = { readonly parameters: readonly Parameter[]; readonly body?: Schema };
type Contract = { readonly operations: Readonly<Record<string, Operation>> };

export type Matched = { readonly operation: string; readonly path: Readonly<Record<string, string>> };

/** What is wrong with a value, by place; nothing where it fits. A member that the contract does not know is wrong. */
function faultsOf(schema: Schema, value: unknown, at: string): string[] {
  if (value === null) return schema.nullable === true ? [] : [`${at} is null`];
  if (schema.oneOf !== undefined)
    return schema.oneOf.some((each) => faultsOf(each, value, at).length === 0) ? [] : [`${at} fits nothing`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${at} is ${JSON.stringify(value)}`];
  if (schema.type === 'array')
    return Array.isArray(value)
      ? value.flatMap((each, index) => faultsOf(schema.items ?? {}, each, `${at}[${index}]`))
      : [`${at} is no array`];
  if (schema.type === 'object') return objectFaults(schema, value, at);
  if (schema.type === 'integer') return Number.isInteger(value) ? [] : [`${at} is no integer`];
  return schema.type === undefined || typeof value === schema.type ? [] : [`${at} is no ${schema.type}`];
}

function objectFaults({ properties = {}, required = [] }: Schema, value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`);
  const members = Object.entries(value).flatMap(([name, member]) => {
    const schema = properties[name];
    return schema === undefined ? [`${at}.${name} is not known`] : faultsOf(schema, member, `${at}.${name}`);
  });
  return [...missing, ...members];
}

/** Queries are text; what is meant as a number is one. */
function queryFaults(parameters: readonly Parameter[], query: URLSearchParams): string[] {
  return [...query].flatMap(([name, text]) => {
    const known = parameters.find((each) => each.in === 'query' && each.name === name);
    if (known === undefined) return [`query ${name} is not known`];
    const value = known.schema.type === 'integer' ? Number(text) : text;
    const tooMuch = known.schema.maximum !== undefined && Number(text) > known.schema.maximum;
    const isBadTime = known.schema.format === 'date-time' && Number.isNaN(Date.parse(text));
    return [...faultsOf(known.schema, value, name), ...(tooMuch || isBadTime ? [`query ${name} is ${text}`] : [])];
  });
}

export function openContract(tracker: 'github' | 'gitlab') {
  const file = fileURLToPath(new URL(`../conformance/vectors/trackers/${tracker}.json`, import.meta.url));
  const { operations } = JSON.parse(readFileSync(file, 'utf8')) as Contract;

  function match(method: string, path: string): Matched | null {
    for (const operation of Object.keys(operations)) {
      const [its = '', template = ''] = operation.split(' ');
      const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
      const found = its === method ? pattern.exec(path) : null;
      if (found !== null) return { operation, path: { ...found.groups } };
    }
    return null;
  }

  return {
    match,
    check({ operation }: Matched, query: URLSearchParams, body: unknown): string[] {
      const { parameters = [], body: schema } = operations[operation] ?? {};
      const faults = queryFaults(parameters ?? [], query);
      if (schema === undefined) return body === null ? faults : [...faults, 'a body that is not known'];
      return [...faults, ...faultsOf(schema, body, 'body')];
    },
  };
}
