// /v1/builds/{build}/upload: the bytes of an artifact go straight to storage, part by part, and are compared there.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { beginUpload } from '../../app/begin-upload.ts';
import { finishUpload } from '../../app/finish-upload.ts';
import { recordParts } from '../../app/record-parts.ts';
import { signParts } from '../../app/sign-parts.ts';
import { buildId } from '../../wire/release/build.ts';
import {
  beginUploadBody,
  partUrls,
  recordPartsBody,
  signPartsBody,
  storedArtifact,
  uploadState,
} from '../../wire/release/build-upload.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { requireOwnBuild } from './own-build.ts';
import { refuseBegin, refuseUpload } from './upload-refusals.ts';

const params = z.object({ build: buildId });
const refusals = problemAnswers(400, 401, 403, 404, 409, 422);
const refusalsToBegin = problemAnswers(400, 401, 403, 404, 409);

const beginUploadRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/upload',
  summary: 'Begin an upload, or go on with one',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params, body: { required: false, content: { 'application/json': { schema: beginUploadBody } } } },
  responses: {
    200: jsonAnswer('How to cut the artifact, and which parts are there.', uploadState),
    ...refusalsToBegin,
  },
});

const signPartsRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/upload/urls',
  summary: 'Sign URLs that take parts',
  description: 'Send each part by PUT with its Content-Length, keep the ETag of the answer, and record it.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params, ...jsonBody(signPartsBody) },
  responses: { 200: jsonAnswer('A URL for each part.', partUrls), ...refusals },
});

const recordPartsRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/upload/parts',
  summary: 'Record parts that storage took',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params, ...jsonBody(recordPartsBody) },
  responses: { 204: { description: 'Recorded: an upload that goes on later does not send them again.' }, ...refusals },
});

const finishUploadRoute = createRoute({
  method: 'post',
  path: '/v1/builds/{build}/upload/finish',
  summary: 'Join the parts and compare the object with what was stated',
  description: 'May read the whole object back, which takes as long as storage is slow. A second time changes nothing.',
  middleware: [requireRole('engineer'), requireOwnBuild],
  request: { params },
  responses: { 200: jsonAnswer('Stored, and found to be what was stated.', storedArtifact), ...refusals },
});

export const buildUploadRoutes = routes()
  .openapi(beginUploadRoute, async (c) => {
    const { build } = c.req.valid('param');
    const { joinedEtag = null } = c.req.valid('json');
    const ports = { ...c.env.process, ...c.env.stores() };
    const answer = await beginUpload(ports, { buildId: build, joinedEtag }, byOf(c));
    return answer.ok ? c.json(answer.upload, 200) : refuseBegin(c, build, answer);
  })
  .openapi(signPartsRoute, async (c) => {
    const { build } = c.req.valid('param');
    const ports = { ...c.env.process, ...c.env.stores() };
    const answer = await signParts(ports, { buildId: build, ...c.req.valid('json') });
    if (!answer.ok) return refuseUpload(c, build, answer);
    return c.json({ urls: answer.urls, expiresS: answer.expiresS }, 200);
  })
  .openapi(recordPartsRoute, async (c) => {
    const { build } = c.req.valid('param');
    const answer = await recordParts(c.env.stores(), { buildId: build, ...c.req.valid('json') });
    return answer.ok ? c.body(null, 204) : refuseUpload(c, build, answer);
  })
  .openapi(finishUploadRoute, async (c) => {
    const { build } = c.req.valid('param');
    const answer = await finishUpload({ ...c.env.process, ...c.env.stores() }, build, byOf(c));
    if (!answer.ok) return refuseUpload(c, build, answer);
    const { sizeBytes, sha256, verifiedMs } = answer.artifact;
    return c.json({ sizeBytes, sha256, verifiedMs }, 200);
  });
