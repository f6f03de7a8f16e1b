// Holds every answer of the app in tests against what its route documents, and notes that it was given.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { expect, inject } from 'vitest';
import * as z from 'zod';
import type { HttpEnv } from '../../src/http/shared/http-env.ts';
import { listRoutes } from '../../src/http/shared/route-marks.ts';

type App = OpenAPIHono<HttpEnv>;

/** What any route may answer without saying so itself: the document names them once, as `default`. */
const anywhere = new Set([405, 413, 415, 500, 503]);

const spell = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** `POST /v1/products`: the route that a request reaches, or null. */
function routeOf(app: App, method: string, path: string): string | null {
  const name = method === 'HEAD' ? 'GET' : method;
  const [matched] = app.router.match(name, new URL(path, 'http://localhost').pathname);
  const last = matched.map(([[, route]]) => route).findLast((route) => route.method !== 'ALL');
  return last === undefined ? null : `${name} ${spell(last.path)}`;
}

/** Statuses and their schemas by route, from the definitions that the document is made of. */
function documented(app: App): Map<string, Record<string, unknown>> {
  const routes = app.openAPIRegistry.definitions.flatMap((each) => (each.type === 'route' ? [each.route] : []));
  return new Map(routes.map((route) => [`${route.method.toUpperCase()} ${spell(route.path)}`, { ...route.responses }]));
}

const declaredAnswer = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() });
const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

function schemaOf(answer: unknown, contentType: string): z.ZodType | null {
  const content = declaredAnswer.parse(answer).content ?? {};
  const schema = content[contentType.split(';')[0] ?? '']?.schema;
  return isSchema(schema) ? schema : null;
}

/** Fails when a route answers with a status or a body that it does not document. */
export async function checkAnswer(app: App, request: { method: string; path: string }, response: Response) {
  const route = routeOf(app, request.method, request.path);
  if (route === null) return;
  note(`${route} ${response.status}`);
  const answers = documented(app).get(route);
  if (answers === undefined || anywhere.has(response.status)) return;
  const answer = answers[String(response.status)];
  expect(answer, `${route} answered ${response.status}, which it does not document`).toBeDefined();
  const contentType = response.headers.get('content-type');
  if (contentType === null || request.method === 'HEAD') return;
  const schema = schemaOf(answer, contentType);
  expect(schema, `${route} answered ${response.status} as ${contentType}, which it does not document`).not.toBeNull();
  if (!contentType.includes('json')) return;
  const body: unknown = await response.clone().json();
  // A schema strips what it does not know, so a field that is answered but not documented shows as a difference.
  expect(body, `${route} answered ${response.status} with another body than it documents`).toEqual(schema?.parse(body));
}

const noted = new Set<string>();

function note(answer: string): void {
  if (noted.has(answer)) return;
  noted.add(answer);
  appendFileSync(join(inject('answersFolder'), `${process.pid}.txt`), `${answer}\n`);
}

/** All that was noted so far in this run, by any test file. */
export function readNotedAnswers(): Set<string> {
  const folder = inject('answersFolder');
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  return new Set(lines.filter((line) => line !== ''));
}

/** Every answer that some route documents, as it would be noted; routes without a document entry with no status. */
export function listDocumentedAnswers(app: App): { route: string; statuses: string[] }[] {
  const answers = documented(app);
  return listRoutes(app).map(({ method, path }) => {
    const route = `${method} ${path}`;
    const statuses = Object.keys(answers.get(route) ?? {}).filter((status) => !anywhere.has(Number(status)));
    return { route, statuses };
  });
}
