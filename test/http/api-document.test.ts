// The OpenAPI document says what is served, no more and no less, and the page beside it says the same.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { describeApi } from '../../src/http/operate/api-document.ts';
import { listRoutes, type RouteMarks } from '../../src/http/shared/route-marks.ts';
import { entriesOf, type Json, listAt, objectAt, textAt, valueAt } from '../../src/pages/api-docs/json.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';

/** Served without standing in the document. */
const undocumented: Readonly<Record<string, string>> = {
  'GET /report.js': 'a script',
  'GET /style.css': 'is a part of the pages',
  'POST /api/{project}/envelope': 'is the same without its last slash',
  'POST /api/{project}/minidump': 'is the same without its last slash',
  'POST /api/{project}/store': 'is the same without its last slash',
  'OPTIONS /api/{project}/envelope': 'is what browsers ask by themselves',
  'OPTIONS /api/{project}/envelope/': 'is what browsers ask by themselves',
  'OPTIONS /api/{project}/store': 'is what browsers ask by themselves',
  'OPTIONS /api/{project}/store/': 'is what browsers ask by themselves',
};

const app = createApp();
const document: Json = describeApi(app);
const served = listRoutes(app).map((route) => ({ ...route, name: `${route.method} ${route.path}` }));
const operations = entriesOf(valueAt(document, 'paths')).flatMap(([path, item]) =>
  entriesOf(item).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
);

/** A device route that lets roles in, and a page, take an access token too. */
function schemesOf({ scheme, roles }: RouteMarks): string[] {
  if (scheme === undefined) return [];
  return scheme === 'session' || (scheme === 'device' && roles !== undefined) ? [scheme, 'bearer'] : [scheme];
}

/** Every value in the document under a key of this name. */
function collect(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, key));
  return entriesOf(value).flatMap(([name, member]) => (name === key ? [member] : []).concat(collect(member, key)));
}

describe('the document', () => {
  it('tells of every route that is served, and of no other', () => {
    const expected = served.map(({ name }) => name).filter((name) => undocumented[name] === undefined);
    expect(operations.map(({ name }) => name).sort()).toEqual(expected.sort());
  });

  it('has no exception that is no longer needed', () => {
    expect(Object.keys(undocumented).filter((name) => !served.some((route) => route.name === name))).toEqual([]);
  });

  it('is OpenAPI 3.1 whose references all lead somewhere', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Orange Friday API', version: '1' } });
    const schemas = Object.keys(objectAt(objectAt(document, 'components'), 'schemas'));
    const known = new Set(schemas.map((name) => `#/components/schemas/${name}`));
    expect(collect(document, '$ref').filter((reference) => !known.has(String(reference)))).toEqual([]);
  });

  it('has patterns that every JSON Schema reader can read', () => {
    const patterns = collect(document, 'pattern').filter((pattern) => typeof pattern === 'string');
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns)
      expect([pattern, new RegExp(pattern, 'u').source]).toEqual([pattern, pattern.replaceAll('/', '\\/')]);
    expect(patterns.filter((pattern) => /\/[a-z]*$/.test(pattern))).toEqual([]);
  });

  it('gives every operation a name of its own, an audience, a summary and an answer to everything else', () => {
    const ids = operations.map(({ operation }) => textAt(operation, 'operationId'));
    expect(new Set(ids).size).toBe(operations.length);
    const audiences = listAt(document, 'tags').map((tag) => textAt(tag, 'name'));
    for (const { name, operation } of operations) {
      expect([name, audiences.includes(String(listAt(operation, 'tags')[0]))]).toEqual([name, true]);
      expect([name, textAt(operation, 'summary')]).toEqual([name, expect.stringMatching(/^[A-Z].*[^.]$/)]);
      expect([name, Object.keys(objectAt(operation, 'responses'))]).toEqual([
        name,
        expect.arrayContaining(['default']),
      ]);
    }
  });

  it('names every parameter of a path, and says how to ask', () => {
    for (const { name, path, operation } of operations) {
      const inPath = listAt(operation, 'parameters').filter((each) => textAt(each, 'in') === 'path');
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect([name, inPath.map((each) => textAt(each, 'name')).sort()]).toEqual([name, names.sort()]);
    }
  });

  it('asks for what the guards ask for', () => {
    for (const { name, operation } of operations) {
      const route: RouteMarks = served.find((each) => each.name === name) ?? {};
      const schemes = listAt(operation, 'security').flatMap((each) => Object.keys(objectAt({ each }, 'each')));
      expect([name, schemes]).toEqual([name, schemesOf(route)]);
      const callers = listAt(operation, 'x-callers');
      for (const role of route.roles ?? []) expect([name, callers]).toEqual([name, expect.arrayContaining([role])]);
    }
  });
});

describe('what is served', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await openTestApp();
  });
  afterAll(() => test.close());

  it('is the document, for anybody', async () => {
    const response = await test.send('GET', '/openapi.json');
    expect([response.status, await response.json()]).toEqual([200, document]);
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('is a page that tells of every operation, and whose links lead somewhere', async () => {
    const response = await test.send('GET', '/docs');
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html><html lang="en">/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const missing = [...html.matchAll(/ href="#([^"]+)"/g)].map(([, id]) => id).filter((id) => !ids.includes(id ?? ''));
    expect(missing).toEqual([]);
    for (const { name, operation } of operations) {
      const summary = (textAt(operation, 'summary') ?? name).replaceAll("'", '&#39;').replaceAll('"', '&quot;');
      expect([name, html.includes(`<h3>${summary}</h3>`)]).toEqual([name, true]);
    }
  });

  it('runs nothing and loads nothing from elsewhere', async () => {
    const response = await test.send('GET', '/docs');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/<script|style="|<style| on\w+="|src=/);
    expect([...html.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, href]) => href?.slice(0, 10))).toEqual([
      'data:image',
      '/style.css',
    ]);
  });

  it('is a style sheet that is sent once', async () => {
    const first = await test.send('GET', '/style.css');
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    const again = await test.send('GET', '/style.css', {
      headers: { 'if-none-match': first.headers.get('etag') ?? '' },
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('answers for its health', async () => {
    expect((await test.send('GET', '/healthz')).status).toBe(200);
    expect(await (await test.send('GET', '/readyz')).json()).toMatchObject({ isReady: true, database: 'ok' });
    for (const isDurable of [true, false]) {
      vi.spyOn(test.stores.health, 'loadDurability').mockResolvedValueOnce(isDurable).mockResolvedValueOnce(isDurable);
      expect(await (await test.send('GET', '/readyz')).json()).toMatchObject({ isReady: true, isDurable });
      const metrics = await (await test.send('GET', '/metrics')).text();
      expect(metrics).toContain(`\norange_database_durable ${Number(isDurable)}\n`);
    }
    test.maps.isDown = true;
    const response = await test.send('GET', '/readyz');
    expect([response.status, await response.json()]).toMatchObject([503, { isReady: false, storage: 'unavailable' }]);
  });
});
