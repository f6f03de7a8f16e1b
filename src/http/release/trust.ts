// /v1/trust: what the TUF repository publishes under whose keys, and role files that people signed on their way in.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type AcceptAnswer, acceptRoleFile } from '../../app/accept-role-file.ts';
import { showTrust } from '../../app/show-trust.ts';
import { mayAct } from '../../domain/catalog/token.ts';
import { type RepositoryRole, readRoleName } from '../../domain/trust/repository/role-name.ts';
import { encodeTrust, publishedFile, roleFileBody, trustView, waitingFile } from '../../wire/release/trust.ts';
import { parseEnvelope } from '../../wire/statement/envelope.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, refuseBearer, requireRole } from '../shared/require-role.ts';
import { repositoryPorts, trustPorts } from '../shared/trust-ports.ts';
import { refuseMalformedFile, refuseOff, refuseRoleFile, refuseUnknownRole } from './trust-refusals.ts';

const showRoute = createRoute({
  method: 'get',
  path: '/v1/trust',
  summary: 'Show roles, keys, thresholds and expiries',
  description:
    'Everything is read from what is published. `root` is null before the ceremony; `online` tells the keys that the ' +
    'first root must list for snapshot and timestamp.',
  middleware: requireRole('engineer', 'viewer'),
  responses: { 200: jsonAnswer('What is published, and what waits.', trustView), ...problemAnswers(401, 403) },
});

export const acceptedAnswers = {
  201: jsonAnswer('It is published.', publishedFile),
  202: jsonAnswer('It waits for more signatures.', waitingFile),
};

const sendFileRoute = createRoute({
  method: 'post',
  path: '/v1/trust/files',
  summary: 'Publish a signed role file',
  description:
    'Published at the threshold of its role, otherwise kept until others have signed the same bytes. Sending it again ' +
    'is safe, and finishes what a failure left half done. Root and targets take an operator.',
  middleware: requireRole('engineer'),
  request: jsonBody(roleFileBody),
  responses: { ...acceptedAnswers, ...problemAnswers(400, 401, 403, 404, 409, 422) },
});

export const trustRoutes = routes()
  .openapi(showRoute, async (c) => {
    const { productId: product } = c.get('bearer');
    const ports = { ...repositoryPorts(c.env), signer: c.env.process.onlineSigner };
    const view = await showTrust(ports, { product, nowMs: c.get('nowMs') });
    const proposals = await c.env.stores().trustProposals.loadProposals(null);
    return c.json(
      encodeTrust(
        view,
        proposals.filter(({ role }) => isReadable(c, readRoleName(role))),
      ),
      200,
    );
  })
  .openapi(sendFileRoute, async (c) => {
    const { role: name, file } = c.req.valid('json');
    const role = readRoleName(name);
    if (role === null) return refuseUnknownRole(c, name);
    const refused = refuseOutsider(c, role);
    if (refused !== null) return refused;
    const signer = c.env.process.onlineSigner;
    if (signer === null) return refuseOff(c);
    const envelope = parseEnvelope(file);
    if (!envelope.ok) return refuseMalformedFile(c, envelope.problems);
    const { payloadBytes, signatures } = envelope.value;
    const answer = await acceptRoleFile(trustPorts(c.env, signer), { role, payloadBytes, signatures }, byOf(c));
    return answer.ok ? answerAccepted(c, name, answer) : refuseRoleFile(c, name, answer);
  });

/** What concerns every product takes an operator for all of them; a product's own role takes somebody of that product. */
export function refuseOutsider(c: Context<HttpEnv>, role: RepositoryRole) {
  const bearer = c.get('bearer');
  if (mayAct(bearer, role.product === null ? [] : ['engineer'], role.product)) return null;
  return refuseBearer(c, bearer, `Use a token that may publish ${role.name}.`);
}

/** A token for one product sees the roles that concern all, and those of its product. */
export function isReadable(c: Context<HttpEnv>, role: RepositoryRole | null): boolean {
  const { productId } = c.get('bearer');
  return productId === null || role?.product === null || role?.product === productId;
}

/** What was published reaches polls before it is answered. */
export async function answerAccepted(c: Context<HttpEnv>, role: string, answer: Extract<AcceptAnswer, { ok: true }>) {
  if (answer.state === 'published') {
    await publishChange(c);
    const { state, version, digest, unsigned } = answer;
    return c.json({ state, role, version, digest, unsigned }, 201);
  }
  const { state, version, digest, signers, threshold } = answer;
  return c.json({ state, role, version, digest, signers, threshold }, 202);
}
