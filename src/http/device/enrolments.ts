// POST /v1/enrolments and /v1/passes: a device's bucket, its token, and the proof of its cohorts.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type EnrolDeviceAnswer, type Enrolment, enrolDevice } from '../../app/enrol-device.ts';
import { renewPass } from '../../app/renew-pass.ts';
import { mayAct, type Role } from '../../domain/catalog/token.ts';
import { encodePollPath, enrolled, enrolmentBody, renewedPass } from '../../wire/device/enrolment.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { refuseBearer, requireRole } from '../shared/require-role.ts';
import { requireDevice } from './require-sender.ts';

const enrollers: readonly Role[] = ['enroller', 'gateway'];

const enrolRoute = createRoute({
  method: 'post',
  path: '/v1/enrolments',
  summary: 'Enrol a device, or bring what is known of it up to date',
  description: 'The same device gets the same bucket and token every time.',
  middleware: requireRole(...enrollers),
  request: jsonBody(enrolmentBody),
  responses: {
    200: jsonAnswer('It was enrolled before; what was sent is what is known now.', enrolled),
    201: jsonAnswer('It is enrolled.', enrolled),
    ...problemAnswers(400, 401, 403, 404),
  },
});

const passRoute = createRoute({
  method: 'post',
  path: '/v1/passes',
  summary: 'Ask for a pass of the cohorts as they are now',
  middleware: requireDevice,
  responses: { 200: jsonAnswer('The pass.', renewedPass), ...problemAnswers(401, 403, 404) },
});

export const enrolmentRoutes = routes()
  .openapi(enrolRoute, async (c) => {
    const { tester = null, build = null, region = null, locale = null, ...named } = c.req.valid('json');
    if (!mayAct(c.get('bearer'), enrollers, named.product)) {
      return refuseBearer(c, c.get('bearer'), 'Use a token for this product.');
    }
    const enrolment: Enrolment = { ...named, build, region, locale, isTester: tester };
    const ports = { devices: c.env.stores().devices, passSigner: c.env.process.passSigner };
    const answer = await enrolDevice(ports, enrolment, c.get('nowMs'));
    if (!answer.ok) return refuseEnrolment(c, answer.refusal, enrolment);
    return c.json(encodeEnrolled(answer), answer.isNew ? 201 : 200);
  })
  .openapi(passRoute, async (c) => {
    const sender = c.get('sender');
    if (sender.kind !== 'device') return refuseUnknown(c, 'This token');
    const ports = { devices: c.env.stores().devices, passSigner: c.env.process.passSigner };
    const answer = await renewPass(ports, sender, c.get('nowMs'));
    if (answer.ok) {
      const { cohorts, pass, passExpiresMs } = answer;
      return c.json({ cohorts, pass, passExpiresMs }, 200);
    }
    return answer.refusal === 'device-blocked' ? refuseBlocked(c, sender.deviceId) : refuseUnknown(c, sender.deviceId);
  });

function encodeEnrolled({ device, token, pass, checkinEveryS }: Extract<EnrolDeviceAnswer, { ok: true }>) {
  const { product, channel, model, bucket, id } = device;
  const place = { product, channel, device: id, model, bucket };
  return { ...place, token, ...pass, checkinEveryS, pollPath: encodePollPath(device) };
}

type EnrolRefusal = Extract<EnrolDeviceAnswer, { ok: false }>['refusal'];

function refuseEnrolment(c: Context<HttpEnv>, code: EnrolRefusal, { product, channel, model, device }: Enrolment) {
  if (code === 'device-blocked') return refuseBlocked(c, device);
  const { detail, fix } = {
    'unknown-product': {
      detail: `There is no product "${product}".`,
      fix: 'See `GET /v1/products` for the ones there are.',
    },
    'unknown-channel': {
      detail: `"${product}" has no channel "${channel}".`,
      fix: `See \`GET /v1/products/${product}\` for its channels.`,
    },
    'unknown-model': {
      detail: `"${product}" has no model "${model}".`,
      fix: `Add it with \`POST /v1/products/${product}/models\`.`,
    },
  }[code];
  return problem(c, { status: 404, code, detail, fix });
}

function refuseBlocked(c: Context<HttpEnv>, deviceId: string) {
  const detail = `The device "${deviceId}" is blocked.`;
  return problem(c, { status: 403, code: 'device-blocked', detail, fix: 'Ask whoever runs this service.' });
}

function refuseUnknown(c: Context<HttpEnv>, deviceId: string) {
  const detail = `The device "${deviceId}" is not enrolled.`;
  return problem(c, { status: 404, code: 'unknown-device', detail, fix: 'Enrol it with `POST /v1/enrolments`.' });
}
