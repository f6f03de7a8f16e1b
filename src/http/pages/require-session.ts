// Lets people through to a page when the token they logged in with may see it; others are shown the way in.
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { mayAct, type Role } from '../../domain/catalog/token.ts';
import { loginPage } from '../../pages/login/page.tsx';
import { encodeKeptForm, keepForm } from '../../wire/pages/kept-form.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { page } from '../shared/page.ts';
import { problem } from '../shared/problem.ts';
import { refuseBearer } from '../shared/require-role.ts';
import { markRoute } from '../shared/route-marks.ts';
import { isSameOrigin } from '../shared/same-origin.ts';
import { loadVisitor } from './session.ts';

/** Who may look at pages. Operators may always; gateways and enrollers are machines. */
export const pageRoles = ['engineer', 'viewer'] as const satisfies readonly Role[];

const isLooking = ({ req }: Context<HttpEnv>): boolean => req.method === 'GET' || req.method === 'HEAD';

/** Back to the page afterwards; a form that was sent without a session leads back to the page that it stood on. */
const nextOf = (c: Context<HttpEnv>): string =>
  isLooking(c) ? c.req.path + new URL(c.req.url).search : c.req.path.slice(0, c.req.path.lastIndexOf('/'));

/** A session may end while somebody writes: a form of ours is carried through the login, a stranger's is not. */
async function showWayIn(c: Context<HttpEnv>) {
  const next = nextOf(c);
  const kept = !isLooking(c) && isSameOrigin(c) ? keepForm(c.req.path, await c.req.text()) : null;
  if (kept === null) return c.redirect(`/login?next=${encodeURIComponent(next)}`, 303);
  return page(c, loginPage({ next, error: null, kept: encodeKeptForm(kept) }), 401);
}

/** Sets `bearer`, for what stands behind it just like `requireRole`. */
const requireSessionOf = (roles: readonly Role[], { isOfPath = false } = {}) =>
  markRoute(
    createMiddleware<HttpEnv>(async (c, next) => {
      const token = await loadVisitor(c);
      if (token === null && c.req.header('authorization') === undefined) return showWayIn(c);
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
