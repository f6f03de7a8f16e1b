// A simulated fleet's way to the service: enrolment, polls and check-ins over the documented API, like any device's.
import * as z from 'zod';
import { parseWith } from '../../wire/zod-problems.ts';
import { CliError } from '../cli-error.ts';
import type { FleetEvent } from './simulated-device.ts';

export type Enrolled = { readonly bucket: number; readonly pass: string | null; readonly cohorts: readonly string[] };

export type FleetLinks = {
  enrol(device: { id: string; model: string; build: string; tester: boolean }): Promise<Enrolled>;
  /** Durable when it resolves. */
  checkIn(events: readonly FleetEvent[]): Promise<void>;
  loadServiceMs(): Promise<number>;
};

const enrolled = z.object({ bucket: z.int(), pass: z.string().nullable(), cohorts: z.array(z.string()) });
const health = z.object({ nowMs: z.number() });

/** A service that restarts is back within seconds; a fleet waits longer than a person would. */
const tries = 20;
const pauseMs = 500;

async function ask(url: string, init: RequestInit): Promise<Response> {
  for (let tried = 1; ; tried += 1) {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(30_000) }).catch(() => null);
    if (response !== null && response.status < 500) return response;
    await response?.body?.cancel();
    if (tried === tries)
      throw new CliError(`The service at ${new URL(url).origin} does not answer.`, {
        code: 'no-answer',
        fix: 'Start it and try again.',
      });
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function readAs<S extends z.ZodType>(response: Response, schema: S): Promise<z.output<S>> {
  const body: unknown = await response.json();
  if (!response.ok) {
    const { detail = `status ${response.status}`, fix = 'See the log of the service.' } = z
      .looseObject({ detail: z.string(), fix: z.string() })
      .partial()
      .parse(body);
    throw new CliError(detail, { code: 'refused', fix });
  }
  const parsed = parseWith(schema, body, 'answer');
  if (!parsed.ok)
    throw new CliError('The service answers in a way this tool does not know.', {
      code: 'bad-answer',
      fix: 'Use the same version of both.',
    });
  return parsed.value;
}

export function openFleetLinks(origin: string, token: string, place: { product: string; channel: string }): FleetLinks {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = (path: string, body: unknown) =>
    ask(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return {
    async enrol({ id, model, build, tester }) {
      return readAs(await post('/v1/enrolments', { ...place, device: id, model, build, tester }), enrolled);
    },
    async checkIn(events) {
      await readAs(await post('/v1/checkins', { product: place.product, events }), z.looseObject({}));
    },
    loadServiceMs: async () => (await readAs(await ask(`${origin}/healthz`, {}), health)).nowMs,
  };
}
