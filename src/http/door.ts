// The way in: polls go straight to their handler, everything else to the app and its middleware.
import { Hono } from 'hono';
import { createApp } from './app.ts';
import { pollHandler, pollPathPattern } from './device/poll.ts';
import type { HttpEnv, Surroundings } from './shared/http-env.ts';
import { problemOfError } from './shared/problem.ts';

/**
 * One route alone in its router runs without a middleware chain; with one, a poll costs a third more (`npm run bench`).
 * What is not a GET of a poll is not found here, and that is the app's business.
 */
export function openDoor(): (request: Request, surroundings: Surroundings) => Response | Promise<Response> {
  const app = createApp();
  const door = new Hono<HttpEnv>()
    .get(pollPathPattern, pollHandler)
    .notFound((c) => app.fetch(c.req.raw, c.env))
    .onError(problemOfError);
  return (request, surroundings) => door.fetch(request, surroundings);
}
