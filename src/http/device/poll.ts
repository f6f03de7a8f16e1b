// GET /v1/updates/…: the hot path. Parses the URL, asks the map in memory, writes prepared bytes.
import { type Context, Hono } from 'hono';
import { answerPoll, type PollRefusal } from '../../app/answer-poll.ts';
import type { Poll } from '../../domain/device/poll.ts';
import { encodePollAnswer } from '../../wire/device/poll-answer.ts';
import { parsePoll } from '../../wire/device/poll-request.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

/** Where a poll lives; the OpenAPI entry is in poll-route.ts, beside the schemas. */
export const pollPathPattern = '/v1/updates/:product/:channel/:model/:build/:bucket';

/** A map older than this is asked for again behind the answer: a change reaches devices within seconds, storage sees one read. */
const refreshAfterMs = 3_000;

/** Short, since the answer changes when a stage does; long enough that a stampede meets the cache (performance.md 5). */
const cacheControl = 'public, max-age=0, s-maxage=10';

const refusals: Record<PollRefusal, { detail: string; fix: string }> = {
  'unknown-product-or-channel': {
    detail: 'No channel of this name is published for this product.',
    fix: 'Check the first two parts of the path: /v1/updates/<product>/<channel>/…',
  },
  'unknown-model': {
    detail: 'This product has no such model.',
    fix: 'Use the model id that was registered with `orange init --model` or `POST /v1/products/<product>/models`.',
  },
  'unparsable-version': {
    detail: 'The installed build is neither a published build nor a semantic version.',
    fix: 'Send the version (1.2.3) or the exact vendor string of the installed build, percent-encoded.',
  },
};

function respond(c: Context<HttpEnv>, poll: Poll): Response {
  const answer = answerPoll(c.env.process, poll, c.env.process.clock.nowMs());
  if (answer.kind === 'no-map') {
    const fix = 'Ask again after the time in Retry-After.';
    return problem(c, {
      status: 503,
      code: 'map-unavailable',
      detail: 'This edge has no release map yet.',
      fix,
      retryAfterS: 30 + (poll.bucket % 60),
    });
  }
  if (answer.kind === 'refused') {
    const status = answer.refusal === 'unparsable-version' ? 400 : 404;
    return problem(c, { status, code: answer.refusal, ...refusals[answer.refusal] });
  }
  const { body, etag } = encodePollAnswer(answer.decision, answer.pace, answer.passProblem);
  const headers = { etag, 'cache-control': cacheControl };
  if (c.req.raw.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { 'content-type': 'application/json', ...headers } });
}

/** Nobody waits for storage, except the first poll of a process that has no map yet. */
async function respondFresh(c: Context<HttpEnv>, poll: Poll): Promise<Response> {
  const { currentMap } = c.env.process;
  if (currentMap.loadCurrentMap() === null) await currentMap.refreshCurrentMap();
  else c.env.background(currentMap.refreshCurrentMap());
  return respond(c, poll);
}

export function pollHandler(c: Context<HttpEnv>): Response | Promise<Response> {
  const poll = parsePoll(c.req.raw.url);
  if (!poll.ok) {
    const [first] = poll.problems;
    return problem(c, {
      status: 400,
      code: 'malformed-poll',
      detail: `${first?.where}: ${first?.what}`,
      fix: first?.fix ?? '',
      errors: poll.problems,
    });
  }
  if (c.env.process.currentMap.loadAgeMs() < refreshAfterMs) return respond(c, poll.value);
  return respondFresh(c, poll.value);
}

export const pollRoutes = new Hono<HttpEnv>().get(pollPathPattern, pollHandler);
