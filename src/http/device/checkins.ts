// POST /v1/checkins: reads a batch the fast way where it can, and acknowledges it once it is durable.
import type { OpenAPIHono } from '@hono/zod-openapi';
import { type Context, Hono } from 'hono';
import { speakerRoles, type TakeCheckinsAnswer, takeCheckins } from '../../app/take-checkins.ts';
import type { Problem } from '../../domain/result.ts';
import {
  type Checkins,
  checkinsAnswer,
  checkinsBody,
  hasTooManyEvents,
  maxEvents,
  parseCheckins,
} from '../../wire/device/checkin.ts';
import { readCheckinsFast } from '../../wire/device/checkin-fast.ts';
import { defaultBodyBytes } from '../shared/body-limit.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, jsonBody, problemAnswers } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { readBody } from '../shared/read-body.ts';
import { foldSoon } from './fold-soon.ts';
import { requireSender } from './require-sender.ts';

const path = '/v1/checkins';

export const checkinRoutes = new Hono<HttpEnv>().post(path, requireSender(...speakerRoles), async (c) => {
  const checkins = readFast(await readBody(c)) ?? (await readStrictly(c));
  if (checkins instanceof Response) return checkins;
  const nowMs = c.get('nowMs');
  const checkinQueue = c.env.process.checkinQueue ?? c.env.stores().checkinQueue;
  const answer = await takeCheckins({ checkinQueue }, { sender: c.get('sender'), ...checkins }, nowMs);
  if (!answer.ok) return refuseBatch(c, answer);
  if (c.env.process.checkinQueue === null) foldSoon(c);
  const { accepted, warnings } = answer;
  return c.json({ accepted, nowMs, warnings }, 202);
});

const decoder = new TextDecoder('utf-8', { fatal: true });

function readFast(bytes: Uint8Array): Checkins | null {
  try {
    return bytes.length <= defaultBodyBytes ? readCheckinsFast(decoder.decode(bytes)) : null;
  } catch {
    return null;
  }
}

async function readStrictly(c: Context<HttpEnv>): Promise<Checkins | Response> {
  const value = await c.req.json<unknown>().catch(() => undefined);
  if (value === undefined) return refuseBody(c, c.get('bodyProblems') ?? []);
  if (hasTooManyEvents(value)) {
    const detail = `A batch holds at most ${maxEvents} events.`;
    return problem(c, { status: 422, code: 'too-many-events', detail, fix: 'Send the rest in batches of their own.' });
  }
  const checkins = parseCheckins(value);
  return checkins.ok ? checkins.value : refuseBody(c, checkins.problems);
}

function refuseBody(c: Context<HttpEnv>, errors: readonly Problem[]) {
  const [first] = errors;
  const detail = `${first?.where} ${first?.what}`;
  return problem(c, { status: 400, code: 'malformed-request', detail, fix: first?.fix ?? '', errors });
}

function refuseBatch(c: Context<HttpEnv>, answer: Extract<TakeCheckinsAnswer, { ok: false }>) {
  switch (answer.refusal) {
    case 'product-missing':
      return refuseBody(c, [
        { where: 'body.product', what: 'is missing', fix: 'Name the product: this token is for every one.' },
      ]);
    case 'device-missing':
      return refuseBody(c, [
        {
          where: `body.events.${answer.index}.device`,
          what: 'is missing',
          fix: 'Name the device: an access token speaks for many.',
        },
      ]);
    case 'foreign-product':
      return problem(c, {
        status: 403,
        code: 'foreign-product',
        detail: 'This token is for another product.',
        fix: 'Leave `product` out.',
      });
    case 'foreign-device': {
      const detail = `body.events.${answer.index} is of another device than the token.`;
      const fix = 'A device sends its own events; a gateway uses a token with the role gateway.';
      return problem(c, { status: 403, code: 'foreign-device', detail, fix });
    }
  }
}

/** The route is a plain one, since its reader is its own; the schemas are the ones that the reader obeys. */
export function documentCheckins(app: OpenAPIHono<HttpEnv>): void {
  app.openAPIRegistry.registerPath({
    method: 'post',
    path,
    summary: 'Check in: health and installs, at most 100 events',
    description:
      'Answered once the events are durable. Send them again when no answer came: an event counts once, by its device and id. ' +
      'Times are those of receipt. Events of devices that are not enrolled are taken from a gateway and count for nothing.',
    request: jsonBody(checkinsBody),
    responses: { 202: jsonAnswer('Kept.', checkinsAnswer), ...problemAnswers(400, 401, 403, 422) },
  });
}
