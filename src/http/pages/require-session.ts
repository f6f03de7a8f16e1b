// Lets people through to a page when the token they logged in with may see it; others are shown the way in.
import { createMiddleware } from 'hono/factory';
import { mayAct, type Role } from '../../domain/catalog/token.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';
import { refuseBearer } from '../shared/require-role.ts';
import { markRoute } from '../shared/route-marks.ts';
import { loadVisitor } from './session.ts';

/** Who may look at pages. Operators may always; gateways and enrollers are machines. */
export const pageRoles = ['engineer', 'viewer'] as const satisfies readonly Role[];

export const loginPathTo = (c: { req: { path: string; url: string } }): string =>
  `/login?next=${encodeURIComponent(c.req.path + new URL(c.req.url).search)}`;

/** Sets `bearer`, for what stands behind it just like `requireRole`. */
export const requireSession = markRoute(
  createMiddleware<HttpEnv>(async (c, next) => {
    const token = await loadVisitor(c);
    if (token === null && c.req.header('authorization') === undefined) return c.redirect(loginPathTo(c), 303);
    if (token === null) {
      c.header('www-authenticate', 'Bearer');
      const detail = 'This access token is not known, has expired or was revoked.';
      return problem(c, { status: 401, code: 'unauthorized', detail, fix: 'Log in at /login, or send another token.' });
    }
    if (!mayAct(token, pageRoles, token.productId)) {
      return refuseBearer(c, token, `Use a token with one of the roles: ${['operator', ...pageRoles].join(', ')}.`);
    }
    c.set('bearer', token);
    return next();
  }),
  { scheme: 'session', roles: pageRoles },
);
