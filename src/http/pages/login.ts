// /login and /logout: a browser's session for the bearer of an access token; and / on the way there.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { mayAct, type Token } from '../../domain/catalog/token.ts';
import { isTokenSecret } from '../../domain/catalog/token-secret.ts';
import { loginPage } from '../../pages/login/page.tsx';
import { resumePage } from '../../pages/login/resume.tsx';
import { encodeKeptForm, parseKeptForm } from '../../wire/pages/kept-form.ts';
import { loginForm, loginQuery, parseNextPath, parsePastedToken } from '../../wire/pages/login.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { sha256Hex } from '../shared/require-role.ts';
import { requireSameOrigin } from '../shared/same-origin.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { pageRoles } from './require-session.ts';
import { closeSession, openSession, readSession } from './session.ts';

const elsewhere = { description: 'On to another page.' };
const formBody = { required: true, content: { 'application/x-www-form-urlencoded': { schema: loginForm } } } as const;

const homeRoute = createRoute({
  method: 'get',
  path: '/',
  summary: 'The way in: rollouts for those who are logged in, the login page for others',
  responses: { 302: elsewhere },
});

const loginPageRoute = createRoute({
  method: 'get',
  path: '/login',
  summary: 'The page to log in with an access token',
  request: { query: loginQuery },
  responses: { 200: htmlAnswer('The page.') },
});

const loginRoute = createRoute({
  method: 'post',
  path: '/login',
  summary: 'Log in: sets a session cookie',
  description:
    'The cookie holds the token’s SHA-256, signed, and ends with the token. From pages of this service only.',
  middleware: requireSameOrigin,
  request: { body: formBody },
  responses: {
    200: htmlAnswer('What waited for the login, to be sent.'),
    303: elsewhere,
    422: htmlAnswer('The page, with what was wrong.'),
    ...pageProblems(400, 403),
  },
});

const logoutRoute = createRoute({
  method: 'post',
  path: '/logout',
  summary: 'Log out: removes the session cookie',
  middleware: requireSameOrigin,
  responses: { 303: elsewhere, ...pageProblems(403) },
});

export const loginRoutes = routes()
  .openapi(homeRoute, (c) => c.redirect(readSession(c) === null ? '/login' : '/rollouts', 302))
  .openapi(loginPageRoute, (c) =>
    page(c, loginPage({ next: parseNextPath(c.req.valid('query').next), error: null, kept: null }), 200),
  )
  .openapi(loginRoute, async (c) => {
    const { token, next, kept: carried } = c.req.valid('form');
    const nextPath = parseNextPath(next);
    const kept = parseKeptForm(carried);
    const login = await checkLogin(c, token);
    if (!login.ok) {
      const model = { next: nextPath, error: login.error, kept: kept === null ? null : encodeKeptForm(kept) };
      return page(c, loginPage(model), 422);
    }
    openSession(c, login.tokenSha256);
    if (kept === null) return c.redirect(nextPath, 303);
    return page(c, resumePage({ ...kept, next: nextPath }, accountOf(login.token)), 200);
  })
  .openapi(logoutRoute, (c) => {
    closeSession(c);
    return c.redirect('/login', 303);
  });

type Login =
  | { readonly ok: true; readonly tokenSha256: string; readonly token: Token }
  | { readonly ok: false; readonly error: string };

async function checkLogin(c: Context<HttpEnv>, pasted: string): Promise<Login> {
  const secret = parsePastedToken(pasted);
  if (secret === null) return { ok: false, error: 'This is no access token. Paste the whole of it, without quotes.' };
  const tokenSha256 = await sha256Hex(secret);
  const token = await c.env.stores().tokens.loadToken(tokenSha256, c.get('nowMs'));
  if (token === null) return { ok: false, error: unknownToken(secret) };
  if (mayAct(token, pageRoles, token.productId)) return { ok: true, tokenSha256, token };
  const error = `The token "${token.name}" is for machines (${token.role}). Use one of a viewer, an engineer or an operator.`;
  return { ok: false, error };
}

const unknownToken = (secret: string): string =>
  isTokenSecret(secret)
    ? 'This access token has expired, was revoked, or belongs to another service. Ask an operator for one.'
    : 'This access token is not known: a part of it may be missing. Copy the whole of it and paste it again.';
