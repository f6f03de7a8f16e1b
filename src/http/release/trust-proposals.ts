// /v1/trust/proposals: role files that wait for signatures. An approval names the digest of what it approves.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { signProposal } from '../../app/sign-proposal.ts';
import { withdrawProposal } from '../../app/withdraw-proposal.ts';
import { readRoleName } from '../../domain/trust/repository/role-name.ts';
import {
  encodeProposal,
  parseSignature,
  proposal,
  proposalDigest,
  proposalList,
  roleName,
  signatureBody,
} from '../../wire/release/trust.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { trustPorts } from '../shared/trust-ports.ts';
import { acceptedAnswers, answerAccepted, isReadable, refuseOutsider } from './trust.ts';
import { refuseOff, refuseRoleFile, refuseUnknownProposal } from './trust-refusals.ts';

const named = z.object({ role: roleName, digest: proposalDigest });

const listRoute = createRoute({
  method: 'get',
  path: '/v1/trust/proposals',
  summary: 'List role files that wait for signatures',
  description: 'Oldest first; never more than 200, so there is one page.',
  middleware: requireRole('engineer', 'viewer'),
  responses: { 200: jsonAnswer('All of them.', proposalList), ...problemAnswers(401, 403) },
});

const showRoute = createRoute({
  method: 'get',
  path: '/v1/trust/proposals/{role}/{digest}',
  summary: 'Read a role file that waits',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: named },
  responses: { 200: jsonAnswer('The file and who signed it.', proposal), ...problemAnswers(400, 401, 403, 404) },
});

const signRoute = createRoute({
  method: 'post',
  path: '/v1/trust/proposals/{role}/{digest}/signatures',
  summary: 'Sign a role file that waits',
  description: 'Counts once a person, whoever sends it. The last one that was needed publishes the file.',
  middleware: requireRole('engineer'),
  request: { params: named, ...jsonBody(signatureBody) },
  responses: { ...acceptedAnswers, ...problemAnswers(400, 401, 403, 404, 409, 422) },
});

const withdrawRoute = createRoute({
  method: 'delete',
  path: '/v1/trust/proposals/{role}/{digest}',
  summary: 'Withdraw a role file that waits',
  middleware: requireRole('engineer'),
  request: { params: named },
  responses: { 204: { description: 'It is gone.' }, ...problemAnswers(400, 401, 403, 404) },
});

export const trustProposalRoutes = routes()
  .openapi(listRoute, async (c) => {
    const waiting = await c.env.stores().trustProposals.loadProposals(null);
    const items = waiting.filter(({ role }) => isReadable(c, readRoleName(role))).map(encodeProposal);
    return c.json({ items, next: null }, 200);
  })
  .openapi(showRoute, async (c) => {
    const name = c.req.valid('param');
    const found = isReadable(c, readRoleName(name.role))
      ? await c.env.stores().trustProposals.loadProposal(name)
      : null;
    return found === null ? refuseUnknownProposal(c) : c.json(encodeProposal(found), 200);
  })
  .openapi(signRoute, async (c) => {
    const name = c.req.valid('param');
    const role = readRoleName(name.role);
    if (role === null) return refuseUnknownProposal(c);
    const refused = refuseOutsider(c, role);
    if (refused !== null) return refused;
    const signer = c.env.process.onlineSigner;
    if (signer === null) return refuseOff(c);
    const signature = parseSignature(c.req.valid('json'));
    const answer = await signProposal(trustPorts(c.env, signer), { name, signature }, byOf(c));
    if (answer.ok) return answerAccepted(c, name.role, answer);
    return answer.refusal === 'unknown-proposal' ? refuseUnknownProposal(c) : refuseRoleFile(c, name.role, answer);
  })
  .openapi(withdrawRoute, async (c) => {
    const name = c.req.valid('param');
    const role = readRoleName(name.role);
    if (role === null) return refuseUnknownProposal(c);
    const refused = refuseOutsider(c, role);
    if (refused !== null) return refused;
    const ports = { proposals: c.env.stores().trustProposals };
    return (await withdrawProposal(ports, name, byOf(c))) ? c.body(null, 204) : refuseUnknownProposal(c);
  });
