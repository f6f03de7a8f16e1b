// Talks to the service's public HTTP API: one bearer token, answers parsed by the wire schemas, few and spaced retries.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { interrupted } from '../cli-error.ts';
import { type HttpAnswer, NoAnswer, sendRequest } from './http-request.ts';
import { describeNoAnswer, type Parser, parseAnswer } from './service-answer.ts';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

export type ApiClient = {
  readonly base: string;
  /** The service's clock when it last answered; null before that, or of one that does not say. */
  serviceMs(): number | null;
  get<T>(path: string, parse: Parser<T>, query?: Query): Promise<T>;
  /** `idleMs` for requests that the service works on for long, such as reading back an image. */
  send<T>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    parse: Parser<T>,
    ask?: { body?: unknown; idleMs?: number },
  ): Promise<T>;
};

/** Long enough for a service that wakes up, short enough for a person to wait. */
const usualIdleMs = 30_000;
/** A page of 200 rollouts with their evidence is below one MiB. */
const maxAnswerBytes = 8 * 1024 * 1024;
/** Waits between tries; a service that restarts is back within seconds. */
const pausesMs = [250, 1_000];

export function openApiClient(options: { base: string; token: string | null; interrupt: AbortSignal }): ApiClient {
  const { base, token, interrupt } = options;
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  let serviceMs: number | null = null;

  async function ask(
    method: string,
    path: string,
    extra: { body?: unknown; idleMs?: number | undefined },
  ): Promise<HttpAnswer> {
    const text = extra.body === undefined ? '' : JSON.stringify(extra.body);
    const headers = {
      accept: 'application/json',
      ...authorization,
      ...(extra.body === undefined ? {} : { 'content-type': 'application/json' }),
      // One key for all tries of one request: whatever the service did with the first is its answer to the second.
      ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
    };
    const body = method === 'GET' ? {} : { body: new TextEncoder().encode(text) };
    const request = { method, url: base + path, headers, ...body, idleMs: extra.idleMs ?? usualIdleMs, maxAnswerBytes };
    for (let tries = 0; ; tries += 1) {
      const answer = await sendRequest({ ...request, signal: interrupt }).catch((cause: unknown) => {
        if (cause instanceof NoAnswer) return cause;
        throw cause;
      });
      const pauseMs = pausesMs[tries];
      if (interrupt.aborted) throw interrupted('Run the same command again.');
      if (pauseMs === undefined || !mayPass(answer)) {
        if (answer instanceof NoAnswer) throw describeNoAnswer(base, answer);
        serviceMs = readDate(answer) ?? serviceMs;
        return answer;
      }
      await wait(pauseMs, undefined, { signal: interrupt }).catch(() => undefined);
    }
  }

  return {
    base,
    serviceMs: () => serviceMs,
    get: async (path, parse, query = {}) =>
      parseAnswer(await ask('GET', path + encodeQuery(query), {}), parse, `GET ${path}`),
    send: async (method, path, parse, { body, idleMs } = {}) =>
      parseAnswer(await ask(method, path, { body, idleMs }), parse, `${method} ${path}`),
  };
}

/** Worth another try: the connection broke, the service is not there for the moment, or still works on the first try. */
function mayPass(answer: HttpAnswer | NoAnswer): boolean {
  if (answer instanceof NoAnswer) return ['ECONNRESET', 'EPIPE'].includes(answer.code);
  return answer.status === 503 || (answer.status === 409 && answer.headers['retry-after'] !== undefined);
}

function readDate({ headers }: HttpAnswer): number | null {
  const ms = Date.parse(headers.date ?? '');
  return Number.isNaN(ms) ? null : ms;
}

function encodeQuery(query: Query): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)]))}`;
}

/** A path of the API: each value is encoded, so that a name cannot leave its place. */
export function path(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: strings }, ...values.map((value) => encodeURIComponent(value)));
}
