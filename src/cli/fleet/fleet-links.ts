// A simulated fleet's way to the service: enrolment, polls and check-ins over the documented API, like any device's.
import { checkinsAnswer } from '../../wire/device/checkin.ts';
import { enrolled } from '../../wire/device/enrolment.ts';
import { health } from '../../wire/operate/health.ts';
import { type Parser, parseAnswer, reading } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import type { FleetEvent } from './simulated-device.ts';

export type Enrolled = { readonly bucket: number; readonly pass: string | null; readonly cohorts: readonly string[] };

export type FleetLinks = {
  enrol(device: { id: string; model: string; build: string; tester: boolean }): Promise<Enrolled>;
  /** Durable when it resolves. */
  checkIn(events: readonly FleetEvent[]): Promise<void>;
  loadServiceMs(): Promise<number>;
};

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

/** Refusals and unreadable answers are told as every other command tells them. */
async function readAs<T>(response: Response, parse: Parser<T>): Promise<T> {
  const { status, headers, url } = response;
  const body = Buffer.from(await response.arrayBuffer());
  return parseAnswer({ status, headers: Object.fromEntries(headers), body }, parse, new URL(url).pathname);
}

export function openFleetLinks(origin: string, token: string, place: { product: string; channel: string }): FleetLinks {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = (path: string, body: unknown) =>
    ask(origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return {
    async enrol({ id, model, build, tester }) {
      return readAs(await post('/v1/enrolments', { ...place, device: id, model, build, tester }), reading(enrolled));
    },
    async checkIn(events) {
      await readAs(await post('/v1/checkins', { product: place.product, events }), reading(checkinsAnswer));
    },
    loadServiceMs: async () => (await readAs(await ask(`${origin}/healthz`, {}), reading(health))).nowMs,
  };
}
