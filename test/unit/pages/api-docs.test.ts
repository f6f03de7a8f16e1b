// The model of the API page: schemas in words, samples, and who may ask.
import { describe, expect, it } from 'vitest';
import { apiDocsModel } from '../../../src/pages/api-docs/model.ts';
import { apiDocsPage } from '../../../src/pages/api-docs/page.tsx';
import { deriveSample } from '../../../src/pages/api-docs/sample.ts';
import { shapeOf as shapeIn } from '../../../src/pages/api-docs/shape.ts';

const components = {
  schemas: {
    Product: { type: 'object', properties: { id: { $ref: '#/components/schemas/ProductId' } }, required: ['id'] },
    ProductId: { type: 'string', pattern: '^[a-z]+$', example: 'nova' },
  },
};
const product = { $ref: '#/components/schemas/Product' };
const shapeOf = (schema: unknown) => shapeIn(components.schemas, schema);
const wordsOf = (schema: unknown): string => {
  const { words, name, tail } = shapeOf(schema).kind;
  return [words, name, tail].filter((part) => part !== null && part !== '').join(' ');
};

describe('a schema in words', () => {
  it.each([
    [{ type: 'string' }, 'text'],
    [{ type: ['integer', 'null'] }, 'whole number or null'],
    [{ enum: ['auto', 'approval'] }, '"auto" or "approval"'],
    [{ const: 'ok' }, '"ok"'],
    [product, 'Product'],
    [{ anyOf: [product, { type: 'null' }] }, 'Product or null'],
    [{ type: 'array', items: product }, 'list of Product'],
    [{ type: ['array', 'null'], items: { type: 'string' } }, 'list of texts or null'],
    [{ $ref: '#/components/schemas/ProductId' }, 'text'],
    [{}, 'any value'],
  ])('%j is %s', (schema, words) => {
    expect(wordsOf(schema)).toBe(words);
  });

  it('tells its fields with where they stand, which may be left out, and their bounds', () => {
    const schema = {
      type: 'object',
      required: ['items'],
      properties: {
        items: {
          type: 'array',
          maxItems: 100,
          items: { type: 'object', properties: { at: { type: 'integer', minimum: 0 } } },
        },
        limit: { type: 'integer', minimum: 1, maximum: 200, default: 50, description: 'At once.' },
      },
    };
    const [fields = []] = shapeOf(schema).variants;
    expect(fields.map(({ path, isRequired, notes }) => [path, isRequired, notes])).toEqual([
      ['items', true, ['at most 100 items']],
      ['items[].at', false, ['at least 0']],
      ['limit', false, ['1 to 200', '50 unless given']],
    ]);
    expect(fields[2]?.description).toBe('At once.');
  });

  it('tells every variant', () => {
    const variant = (kind: string) => ({ type: 'object', properties: { kind: { const: kind } } });
    expect(shapeOf({ oneOf: [variant('offer'), variant('none')] }).variants).toHaveLength(2);
  });

  it('ends, however deep a schema goes', () => {
    const schema = Array.from({ length: 50 }).reduce<unknown>(
      (inner) => ({ type: 'object', properties: { in: inner } }),
      { type: 'string' },
    );
    expect(shapeOf(schema).variants.flat().length).toBeLessThan(10);
  });
});

it('a sample shows the required fields, with their examples', () => {
  const schema = {
    type: 'object',
    required: ['product', 'sha256', 'list', 'count', 'isOn'],
    properties: {
      product: { $ref: '#/components/schemas/ProductId' },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$' },
      list: { type: 'array', items: { type: 'string' } },
      count: { type: 'integer', minimum: 3 },
      isOn: { type: 'boolean' },
      left: { type: 'string' },
    },
  };
  const sha256 = '0123456789abcdef'.repeat(4);
  expect(deriveSample(components.schemas, schema)).toEqual({
    product: 'nova',
    sha256,
    list: ['list'],
    count: 3,
    isOn: true,
  });
});

describe('the page', () => {
  const operation = {
    summary: 'Make <b>one</b>',
    tags: ['Engineers'],
    security: [{ bearer: [] }],
    'x-callers': ['operator'],
    parameters: [{ name: 'product', in: 'path', required: true, schema: { $ref: '#/components/schemas/ProductId' } }],
    requestBody: { content: { 'application/json': { schema: product } } },
    responses: {
      201: { description: 'It is `made`.', content: { 'application/json': { schema: product } } },
      default: { description: 'No.', content: { 'application/problem+json': { schema: {} } } },
    },
  };
  const document = {
    info: { title: 'API', description: 'An API.' },
    tags: [{ name: 'Engineers' }, { name: 'Nobody' }],
    paths: { '/v1/products/{product}': { post: operation } },
    components,
  };
  const model = apiDocsModel(document, 'http://here');

  it('shows audiences that have something, and how to ask', () => {
    expect(model.audiences.map(({ name }) => name)).toEqual(['Engineers']);
    const [shown] = model.audiences[0]?.operations ?? [];
    expect(shown).toMatchObject({ method: 'POST', callers: ['operator'], refusals: ['default'] });
    expect(shown?.curl.split('\n').map((line) => line.trim())).toEqual([
      'curl -X POST http://here/v1/products/nova \\',
      '-H "authorization: Bearer $ORANGE_TOKEN" \\',
      "-H 'content-type: application/json' \\",
      `-d '{"id":"nova"}'`,
    ]);
  });

  it('escapes what it is told, and marks what is code', () => {
    const html = String(apiDocsPage(model));
    expect(html).toContain('Make &lt;b&gt;one&lt;/b&gt;');
    expect(html).toContain('It is <code>made</code>.');
    expect(html).not.toContain('<b>');
  });
});
