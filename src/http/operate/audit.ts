// GET /v1/audit: who did what, as a chain that anybody who may read it can check.
import { createRoute } from '@hono/zod-openapi';
import { derivePage } from '../../domain/page.ts';
import { auditPage, auditQuery } from '../../wire/operate/audit.ts';
import { jsonAnswer, problemAnswers, routes } from '../shared/open-api.ts';
import { requireEveryProduct, requireRole } from '../shared/require-role.ts';

const listAuditRoute = createRoute({
  method: 'get',
  path: '/v1/audit',
  summary: 'Read the audit chain',
  description: 'Oldest first. `orange audit verify` reads it all and checks every hash; so can you.',
  middleware: [requireRole('engineer', 'viewer'), requireEveryProduct] as const,
  request: { query: auditQuery },
  responses: { 200: jsonAnswer('A page of entries.', auditPage), ...problemAnswers(400, 401, 403) },
});

export const auditRoutes = routes().openapi(listAuditRoute, async (c) => {
  const { limit, after = '0', subject = null } = c.req.valid('query');
  const entries = await c.env.stores().audit.loadEntries({ afterSeq: Number(after), limit: limit + 1, subject });
  return c.json(
    derivePage(entries, limit, ({ seq }) => String(seq)),
    200,
  );
});
