// Remembers what a middleware asks of the requests to its route, so that the API document and the tests read it from the middleware itself.
import type { Role } from '../../domain/catalog/token.ts';

export type RouteMarks = {
  /** `bearer`: an access token in one of `roles`; `device`: the token that enrolment gave the device; `session`: who logged in with an access token. */
  readonly scheme?: 'bearer' | 'device' | 'session';
  /** Roles that are let in besides `operator`. */
  readonly roles?: readonly Role[];
  /** Whether a request may carry an Idempotency-Key. */
  readonly takesIdempotencyKey?: true;
};

const marked = new WeakMap<object, RouteMarks>();

/** Notes what a middleware asks for; answers the middleware. */
export function markRoute<M extends object>(middleware: M, marks: RouteMarks): M {
  marked.set(middleware, marks);
  return middleware;
}

type Handled = { readonly method: string; readonly path: string; readonly handler: object };

/** One route as the router knows it, with `path` as OpenAPI spells it (`/v1/products/{product}`). */
export type ServedRoute = RouteMarks & { readonly method: string; readonly path: string };

/** Every route of an app, in the order of registration. What stands before all routes (method ALL) is none. */
export function listRoutes(app: { readonly routes: readonly Handled[] }): ServedRoute[] {
  const byName = new Map<string, ServedRoute>();
  for (const { method, path, handler } of app.routes) {
    if (method === 'ALL') continue;
    const spelled = path.replaceAll(/:(\w+)(?:\{[^}]*\})?/g, '{$1}');
    const name = `${method} ${spelled}`;
    byName.set(name, { ...byName.get(name), ...marked.get(handler), method, path: spelled });
  }
  return [...byName.values()];
}
