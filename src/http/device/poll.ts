// GET /v1/updates/…: the hot path. Reads the URL, asks the map in memory, writes prepared bytes.
import { type Context, Hono } from 'hono';
import { answerPoll, type PollAnswer, type PollRefusal } from '../../app/answer-poll.ts';
import type { Poll } from '../../domain/device/poll.ts';
import type { Problem } from '../../domain/result.ts';
import { encodePollAnswer, type PollBody } from '../../wire/device/poll-answer.ts';
import { parsePoll, readPollFast } from '../../wire/device/poll-request.ts';
import type { HttpEnv, Surroundings } from '../shared/http-env.ts';
import type { Process } from '../shared/parts.ts';
import { problem } from '../shared/problem.ts';

/** Where a poll lives; the OpenAPI entry is in poll-route.ts, beside the schemas. */
export const pollPathPattern = '/v1/updates/:product/:channel/:model/:build/:bucket';

/** A map older than this is asked for again behind the answer: a change reaches devices within seconds, storage sees one read. */
const refreshAfterMs = 3_000;

/** Short, since the answer changes when a stage does; long enough that a stampede meets the cache (performance.md 5). */
export const cacheControl = 'public, max-age=0, s-maxage=10';

export const contentType = 'application/json';

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

type Answered = Extract<PollAnswer, { kind: 'answered' }>;

const encode = ({ decision, ...rest }: Answered): PollBody => encodePollAnswer(decision, rest);

/**
 * The answer to a GET of a well-formed poll, from memory and without waiting; null where the app's own route must wait or
 * explain. Past the router and its context, which cost as much as the answer (`npm run bench`). `url` may begin at its path.
 */
export function answerAtOnce(url: string, surroundings: Surroundings): PollBody | null {
  try {
    return answerFromMemory(url, surroundings);
  } catch {
    // A bug: it happens again in the app's route, which words and logs it.
    return null;
  }
}

function answerFromMemory(url: string, { process, background }: Surroundings): PollBody | null {
  const poll = readPollFast(url);
  if (poll === null) return null;
  const answer = answerPoll(process, poll, process.clock.nowMs());
  if (answer.kind !== 'answered') return null;
  if (isStale(process)) background(process.currentMap.refreshCurrentMap());
  return encode(answer);
}

export function respond(request: Request, { body, etag }: PollBody): Response {
  if (request.headers.get('if-none-match') === etag)
    return new Response(null, { status: 304, headers: { etag, 'cache-control': cacheControl } });
  return new Response(body, { headers: { 'content-type': contentType, etag, 'cache-control': cacheControl } });
}

const isStale = ({ currentMap }: Pick<Process, 'currentMap'>): boolean => currentMap.loadAgeMs() >= refreshAfterMs;

export const pollRoutes = new Hono<HttpEnv>().get(pollPathPattern, async (c) => {
  const poll = parsePoll(c.req.param(), c.req.query());
  if (!poll.ok) return refuseSpelling(c, poll.problems);
  // Nobody waits for storage, except the first poll of a process that has no map yet.
  const { currentMap } = c.env.process;
  if (currentMap.loadCurrentMap() === null) await currentMap.refreshCurrentMap();
  else if (isStale(c.env.process)) c.env.background(currentMap.refreshCurrentMap());
  const answer = answerPoll(c.env.process, poll.value, c.get('nowMs'));
  return answer.kind === 'answered' ? respond(c.req.raw, encode(answer)) : refuse(c, poll.value, answer);
});

function refuseSpelling(c: Context<HttpEnv>, errors: readonly Problem[]): Response {
  const [first] = errors;
  const detail = `${first?.where}: ${first?.what}`;
  return problem(c, { status: 400, code: 'malformed-poll', detail, fix: first?.fix ?? '', errors });
}

function refuse(c: Context<HttpEnv>, poll: Poll, answer: Exclude<PollAnswer, Answered>): Response {
  if (answer.kind === 'refused') {
    const status = answer.refusal === 'unparsable-version' ? 400 : 404;
    return problem(c, { status, code: answer.refusal, ...refusals[answer.refusal] });
  }
  return problem(c, {
    status: 503,
    code: 'map-unavailable',
    detail: 'This edge has no release map yet.',
    fix: 'Ask again after the time in Retry-After.',
    retryAfterS: 30 + (poll.bucket % 60),
  });
}
