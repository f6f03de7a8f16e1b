// The Worker and the bare routes in one isolate, each behind an entrypoint of its own.
import type { Hono } from 'hono';
import worker from '../../../src/worker.ts';
import { bareRoute, type FixedAnswer } from './bare-route.ts';

type Bindings = Readonly<Record<string, unknown>>;

/** Bindings reach a Worker with its first request only. */
function bare(name: string) {
  let route: Hono | undefined;
  return {
    fetch(request: Request, env: Bindings): Response | Promise<Response> {
      route ??= bareRoute(parseFixed(env[name]));
      return route.fetch(request);
    },
  };
}

/** The bench wrote it (poll/runtimes.ts), so its shape is that of a FixedAnswer. */
const parseFixed = (text: unknown): FixedAnswer => JSON.parse(String(text)) as FixedAnswer;

export const ours = worker;
export const bareOffer = bare('BARE_OFFER');
export const bareNone = bare('BARE_NONE');
