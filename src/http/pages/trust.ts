// /trust: the page on which people see what expires when, what alarms, and what waits for signatures.
import { createRoute } from '@hono/zod-openapi';
import { showTrust } from '../../app/show-trust.ts';
import { readRoleName } from '../../domain/trust/repository/role-name.ts';
import { trustModel } from '../../pages/trust/model.ts';
import { trustPage } from '../../pages/trust/page.tsx';
import { isReadable } from '../release/trust.ts';
import { routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';
import { repositoryPorts } from '../shared/trust-ports.ts';
import { accountOf } from './account.ts';
import { pageProblems } from './problem-page.ts';
import { requireSession } from './require-session.ts';

const trustRoute = createRoute({
  method: 'get',
  path: '/trust',
  summary: 'The page of roles, expiries and alarms',
  middleware: requireSession,
  responses: {
    200: htmlAnswer('The page.'),
    303: { description: 'To the login page, and back from there.' },
    ...pageProblems(401, 403, 503),
  },
});

export const trustPageRoutes = routes().openapi(trustRoute, async (c) => {
  const bearer = c.get('bearer');
  const nowMs = c.get('nowMs');
  const ports = { ...repositoryPorts(c.env), signer: c.env.process.onlineSigner };
  const [view, waiting] = await Promise.all([
    showTrust(ports, { product: bearer.productId, nowMs }),
    c.env.stores().trustProposals.loadProposals(null),
  ]);
  const proposals = waiting.filter(({ role }) => isReadable(c, readRoleName(role)));
  return page(c, trustPage(trustModel({ view, proposals, nowMs }), accountOf(bearer)), 200);
});
