// The published schema is up to date and says of a document what the parser says, except where only a program can judge.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parsePlanFile } from '../../../src/wire/plan/plan-file.ts';
import { planJsonSchema, type SchemaNode } from '../../../src/wire/plan/schema.ts';

test('examples/plan.schema.json is what editors should get (vitest -u writes it)', async () => {
  // Lists of words on one line where they fit, as the formatter keeps them.
  const text = JSON.stringify(planJsonSchema, null, 2).replace(
    /^( *"\w+": )\[\n\s+([^[\]{}]+?)\n\s+\](,?)$/gm,
    (lines: string, key: string, words: string, comma: string) => {
      const line = `${key}[${words.replace(/\n\s+/g, ' ')}]${comma}`;
      return line.length <= 120 ? line : lines;
    },
  );
  await expect(`${text}\n`).toMatchFileSnapshot('../../../examples/plan.schema.json');
});

test('the example plan names the schema beside it', () => {
  const example = readFileSync(new URL('../../../examples/plan.yaml', import.meta.url), 'utf8');
  expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=./plan.schema.json');
  expect(isValid(parse(example), planJsonSchema)).toBe(true);
});

test('every place in the schema is described, and every example in it is valid', () => {
  const nodes = listNodes(planJsonSchema);
  expect(nodes.length).toBeGreaterThan(18);
  for (const { path, node } of nodes) {
    expect(node.description, path).toBeTruthy();
    for (const example of node.examples ?? [])
      expect(isValid(example, node), `${path}: ${JSON.stringify(example)}`).toBe(true);
    if (node.default !== undefined) expect(isValid(node.default, node), path).toBe(true);
  }
});

const stage = { name: 'all', permille: 1000, bake: '1d' };
const plan = { plan: 'friday', product: 'nova', channel: 'stable', stages: [stage] };
const withStage = (changes: Record<string, unknown>) => ({ ...plan, stages: [{ ...stage, ...changes }] });
const twentyOne = Array.from({ length: 21 }, (_, at) => ({ ...stage, name: `s${at}`, permille: at + 1 }));

describe('schema and parser agree', () => {
  test.each<[boolean, unknown]>([
    [true, plan],
    [true, { ...plan, fallback: 'none' }],
    [true, { ...plan, fallback: '1.2.3-rc.1' }],
    [true, { ...plan, stages: twentyOne.slice(1) }],
    [true, withStage({ cohort: 'testers', promote: 'approval', evidence: 'safety', minDevices: 1 })],
    [true, withStage({ gates: { silence: {} } })],
    [
      true,
      withStage({ gates: { 'crash-rate': { tolerance: 2 }, 'failed-installs': { limit: '2%', tolerance: '1.25%' } } }),
    ],
    [true, withStage({ without: ['boot', 'battery-drain'], gates: { silence: {} }, metrics: { 'boot-time': {} } })],
    [true, withStage({ bake: '0s' })],
    [true, { ...plan, mayOverride: [] }],
    [true, { ...plan, mayOverride: ['role:operator', 'mei@example.com'] }],
    [false, { ...plan, mayOverride: 'operator' }],
    [false, { ...plan, mayOverride: ['role:viewer'] }],
    [false, { ...plan, mayOverride: ['mei sven'] }],
    [false, { ...plan, mayOverride: Array.from({ length: 21 }, (_, at) => `p${at}`) }],
    [false, null],
    [false, []],
    [false, 'plan'],
    [false, {}],
    [false, { ...plan, owner: 'me' }],
    [false, { ...plan, plan: '' }],
    [false, { ...plan, plan: 'x'.repeat(41) }],
    [false, { ...plan, product: 'Nova' }],
    [false, { ...plan, channel: null }],
    [false, { ...plan, fallback: '1.2' }],
    [false, { ...plan, fallback: 7 }],
    [false, { ...plan, stages: [] }],
    [false, { ...plan, stages: {} }],
    [false, { ...plan, stages: twentyOne }],
    [false, withStage({ name: 'a b' })],
    [false, withStage({ permille: 0 })],
    [false, withStage({ permille: 1001 })],
    [false, withStage({ permille: 1.5 })],
    [false, withStage({ permille: '10' })],
    [false, withStage({ bake: 24 })],
    [false, withStage({ bake: '24' })],
    [false, withStage({ bake: '1d12h' })],
    [false, withStage({ promote: true })],
    [false, withStage({ evidence: 'none' })],
    [false, withStage({ minDevices: 0 })],
    [false, withStage({ minDevices: 1_000_001 })],
    [false, withStage({ gates: {} })],
    [false, withStage({ metrics: {} })],
    [false, withStage({ without: [] })],
    [false, withStage({ without: ['late-crash'] })],
    [false, withStage({ without: 'boot' })],
    [false, withStage({ gates: [] })],
    [false, withStage({ gates: { battery: {} } })],
    [false, withStage({ gates: { silence: null } })],
    [false, withStage({ gates: { silence: { limit: '1.234%' } } })],
    [false, withStage({ gates: { 'crash-rate': { tolerance: '2' } } })],
    [false, withStage({ gates: { 'crash-rate': { limit: '2%' } } })],
    [false, withStage({ cohort: undefined, percent: 10 })],
  ])('%j of %j', (valid, document) => {
    expect(isValid(strip(document), planJsonSchema), 'schema').toBe(valid);
    expect(parsePlanFile(JSON.stringify(document)).ok, 'parser').toBe(valid);
  });

  test.each<[string, unknown]>([
    ['two stages of one name', { ...plan, stages: [{ ...stage, permille: 1 }, stage] }],
    ['a stage that adds nobody', { ...plan, stages: [stage, { ...stage, name: 'b' }] }],
    ['a bake beyond 90 days', withStage({ bake: '91d' })],
    ['a tolerance out of bounds', withStage({ gates: { 'crash-rate': { tolerance: 1 } } })],
    ['a signal left out twice', withStage({ without: ['boot', 'boot'] })],
    ['a measurement tuned and left out', withStage({ without: ['boot-time'], metrics: { 'boot-time': {} } })],
    ['nothing left that halts', withStage({ without: ['crash-rate', 'failed-installs', 'silence', 'boot'] })],
    ['a share out of bounds', withStage({ gates: { silence: { limit: '99%' } } })],
  ])('only the parser sees %s', (_, document) => {
    expect(isValid(document, planJsonSchema)).toBe(true);
    expect(parsePlanFile(JSON.stringify(document)).ok).toBe(false);
  });
});

/** What JSON keeps of a value. */
const strip = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNode = (value: unknown): value is SchemaNode => isObject(value);

function listNodes(node: SchemaNode, path = '$'): { path: string; node: SchemaNode }[] {
  const children = [
    ...Object.entries(node.properties ?? {}),
    ...(isNode(node.items) ? [['[]', node.items] as const] : []),
  ];
  return [
    { path, node },
    ...children.flatMap(([key, child]) => (isNode(child) ? listNodes(child, `${path}.${key}`) : [])),
  ];
}

const understood = new Set(
  '$schema type title description examples default properties required additionalProperties minProperties items minItems maxItems pattern maxLength enum minimum maximum'.split(
    ' ',
  ),
);

/** Just the keywords our schema uses (JSON Schema 2020-12, validation); an unknown one fails the test instead of passing unread. */
function isValid(value: unknown, node: SchemaNode): boolean {
  for (const keyword of Object.keys(node)) expect(understood, keyword).toContain(keyword);
  if (node.enum !== undefined && !node.enum.some((each) => each === value)) return false;
  switch (node.type) {
    case 'object':
      return isObject(value) && isValidObject(value, node);
    case 'array':
      return (
        Array.isArray(value) &&
        value.length >= (node.minItems ?? 0) &&
        value.length <= (node.maxItems ?? Infinity) &&
        value.every((item) => isNode(node.items) && isValid(item, node.items))
      );
    case 'string':
      return (
        typeof value === 'string' &&
        value.length <= (node.maxLength ?? Infinity) &&
        new RegExp(node.pattern ?? '', 'u').test(value)
      );
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' &&
        (node.type === 'number' || Number.isInteger(value)) &&
        value >= (node.minimum ?? -Infinity) &&
        value <= (node.maximum ?? Infinity)
      );
    default:
      throw new Error(`type ${String(node.type)} is not understood`);
  }
}

function isValidObject(value: Record<string, unknown>, node: SchemaNode): boolean {
  const keys = Object.keys(value);
  const known = node.properties ?? {};
  if (keys.length < (node.minProperties ?? 0) || node.required?.some((key) => !keys.includes(key))) return false;
  return keys.every((key) => {
    const child = known[key];
    return child === undefined ? node.additionalProperties !== false : isNode(child) && isValid(value[key], child);
  });
}
