// GET /v1/audit: who did what, as a chain that anybody who may read it can check.
import { createRoute } from '@hono/zod-openapi';
import { AppError } from '../../app/app-error.ts';
import { takeCheckpoint } from '../../app/take-checkpoint.ts';
import { derivePage } from '../../domain/page.ts';
import { auditPage, auditQuery } from '../../wire/operate/audit.ts';
import { encodeCheckpointPayload, signedCheckpoint } from '../../wire/operate/checkpoint.ts';
import { refuseOff } from '../release/trust-refusals.ts';
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

const checkpointRoute = createRoute({
  method: 'get',
  path: '/v1/audit/checkpoint',
  summary: 'Read a signed checkpoint of the audit chain',
  description:
    'Keep it, and compare it with what others were given: a chain that was cut, edited or written anew does not hold it. ' +
    '`orange audit verify` does so with the last one it saw.',
  middleware: [requireRole('engineer', 'viewer'), requireEveryProduct] as const,
  responses: { 200: jsonAnswer('The checkpoint.', signedCheckpoint), ...problemAnswers(401, 403, 409) },
});

export const auditRoutes = routes()
  .openapi(checkpointRoute, async (c) => {
    const signer = c.env.process.onlineSigner;
    if (signer === null) return refuseOff(c);
    const taken = await takeCheckpoint(c.env.stores(), c.get('nowMs'));
    const payload = encodeCheckpointPayload(taken);
    if (!payload.ok) throw new AppError('internal', 'The newest entry cannot be put into a checkpoint.');
    const { seq, hash, atMs } = taken;
    const signed = { _type: 'audit-checkpoint', seq, hash, at_ms: atMs } as const;
    return c.json({ signatures: [await signer.signCheckpoint(payload.value)], signed }, 200);
  })
  .openapi(listAuditRoute, async (c) => {
    const { limit, after = '0', subject = null } = c.req.valid('query');
    const entries = await c.env.stores().audit.loadEntries({ afterSeq: Number(after), limit: limit + 1, subject });
    return c.json(
      derivePage(entries, limit, ({ seq }) => String(seq)),
      200,
    );
  });
