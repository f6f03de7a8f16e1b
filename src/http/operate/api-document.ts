// The OpenAPI 3.1 document: what the routes say of themselves, who may call them, and for whom they are.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { JSONValue } from 'hono/utils/types';
import type { HttpEnv } from '../shared/http-env.ts';
import { listRoutes, type ServedRoute } from '../shared/route-marks.ts';

type Audience = { readonly name: string; readonly description: string; readonly paths: RegExp };

/** The first that fits; a route may name its own tags instead. */
const audiences: readonly Audience[] = [
  {
    name: 'Devices',
    description: 'What a device, or a gateway that speaks for devices, asks and tells.',
    paths: /^\/v1\/(updates|artifacts|checkins|enrolments|passes)/,
  },
  {
    name: 'Testers',
    description: 'Reports from devices and from the people who test builds.',
    paths: /^\/api\/|\/reports|\/issues/,
  },
  {
    name: 'Operators',
    description: 'Access, audit, and the signs of life of the service.',
    paths: /^\/(v1\/(tokens|audit|me)|healthz|readyz|openapi\.json|docs)/,
  },
  {
    name: 'Release engineers',
    description: 'Products, builds, plans, rollouts, gates and trains: everything behind the `orange` command.',
    paths: /^\/v1\//,
  },
  { name: 'Pages', description: 'What people look at in a browser.', paths: /^\// },
];

const description =
  'Ships a ROM or firmware build every Friday to staged groups of devices, and listens before the next. ' +
  'Times are epoch milliseconds of the service clock; lists come in pages of `{items, next}`; a refusal is a problem (RFC 9457) that says what to do.';

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', description: 'An access token, as `POST /v1/tokens` answers it once.' },
  device: { type: 'http', scheme: 'bearer', description: 'The device token that enrolment answered.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'orange-session',
    description: 'What logging in at /login gives a browser; over https its name begins with `__Host-`.',
  },
} as const;

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeats with the same key and body are answered once and for all; kept for 30 days.',
  schema: { type: 'string', minLength: 1, maxLength: 100 },
} as const;

/** What every route may answer: 405, 413, 415 before it is asked, 500 and 503 when something is broken. */
const anyOther = {
  description: 'Any other refusal or failure.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const methodKeys = ['get', 'post', 'put', 'patch', 'delete'] as const;

type Draft = ReturnType<OpenAPIHono<HttpEnv>['getOpenAPI31Document']>;

type Operation = NonNullable<NonNullable<Draft['paths']>[string]['get']>;

type Members = { [key: string]: JSONValue };
export type ApiDocument = Members & { openapi: string; paths: Members };

/** Ask for it once all routes are registered. */
export function describeApi(app: OpenAPIHono<HttpEnv>): ApiDocument {
  const draft = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Orange Friday API', version: '1', description, license: { name: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    tags: audiences.map(({ name, description: about }) => ({ name, description: about })),
  });
  draft.components = { ...draft.components, securitySchemes };
  const marks = new Map(listRoutes(app).map((route) => [`${route.method} ${route.path}`, route]));
  for (const [path, item] of Object.entries(draft.paths ?? {})) {
    for (const key of methodKeys) {
      const method = key.toUpperCase();
      const operation = item[key];
      if (operation !== undefined) completeOperation(operation, marks.get(`${method} ${path}`) ?? { method, path });
    }
  }
  return mendPatterns(draft);
}

/** Adds what the guards and the path say: callers, security, tags, a stable id. */
function completeOperation(operation: Operation, route: ServedRoute): void {
  const { method, path, takesIdempotencyKey } = route;
  operation.operationId = operationId(method, path);
  operation.tags ??= [audiences.find(({ paths }) => paths.test(path))?.name ?? 'Pages'];
  const callers = listCallers(route);
  operation.security = callers.flatMap(({ schemes }) => schemes).map((name) => ({ [name]: [] }));
  Object.assign(operation, { 'x-callers': callers.flatMap(({ names }) => names) });
  operation.responses = { ...operation.responses, default: anyOther };
  if (takesIdempotencyKey) operation.parameters = [...(operation.parameters ?? []), idempotencyKey];
}

/** Who may call, in words, and the scheme by which they say who they are. A device route may let roles in too. */
function listCallers({ scheme, roles }: ServedRoute): { names: readonly string[]; schemes: readonly string[] }[] {
  if (scheme === undefined) return [{ names: ['anybody'], schemes: [] }];
  const bearers = { names: [...new Set(['operator', ...(roles ?? [])])], schemes: ['bearer'] };
  if (scheme === 'bearer') return [bearers];
  if (scheme === 'session') return [{ ...bearers, schemes: ['session', 'bearer'] }];
  return [{ names: ['the device'], schemes: ['device'] }, ...(roles === undefined ? [] : [bearers])];
}

/** `POST /v1/products/{product}/keys` becomes `postV1ProductsByProductKeys`. */
function operationId(method: string, path: string): string {
  const words = path.replaceAll(/\{(\w+)\}/g, 'by-$1').match(/[A-Za-z0-9]+/g) ?? ['root'];
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The generator writes a pattern with flags as JavaScript does; JSON Schema has no flags and means Unicode anyway. */
function mendPatterns(draft: Draft): ApiDocument {
  const document: ApiDocument = JSON.parse(JSON.stringify(draft), (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string' ? value.replace(/\$\/[a-z]+$/, '$') : value,
  );
  return document;
}
