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

/** Back to the page afterwards; a form that was sent without a session leads back to the page that it stood on. */
export function loginPathTo(c: { req: { path: string; url: string; method: string } }): string {
  const { path, url, method } = c.req;
  const next =
    method === 'GET' || method === 'HEAD' ? path + new URL(url).search : path.slice(0, path.lastIndexOf('/'));
  return `/login?next=${encodeURIComponent(next)}`;
}

/** Sets `bearer`, for what stands behind it just like `requireRole`. */
const requireSessionOf = (roles: readonly Role[], { isOfPath = false } = {}) =>
  markRoute(
    createMiddleware<HttpEnv>(async (c, next) => {
      const token = await loadVisitor(c);
      if (token === null && c.req.header('authorization') === undefined) return c.redirect(loginPathTo(c), 303);
      if (token === null) {
        c.header('www-authenticate', 'Bearer');
        const detail = 'This access token is not known, has expired or was revoked.';
        return problem(c, {
          status: 401,
          code: 'unauthorized',
          detail,
          fix: 'Log in at /login, or send another token.',
        });
      }
      if (!mayAct(token, roles, isOfPath ? (c.req.param('product') ?? null) : token.productId)) {
        return refuseBearer(c, token, `Use a token with one of the roles: ${['operator', ...roles].join(', ')}.`);
      }
      c.set('bearer', token);
      return next();
    }),
    { scheme: 'session', roles },
  );

export const requireSession = requireSessionOf(pageRoles);

/** For forms that steer what is of the product in their path. `requireSameOrigin` stands behind it. */
export const requireSteering = requireSessionOf(['engineer'], { isOfPath: true });
