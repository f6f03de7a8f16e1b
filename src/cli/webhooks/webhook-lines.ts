// How a webhook and what it was told look in a terminal.
import { distanceWords } from '../terminal/figures.ts';
import { bad, faint, good, type Word, warning } from '../terminal/words.ts';

/** The fields of a webhook, for the help of commands that answer one. */
export const webhookFields =
  'id, product, url, events, state, stopReason, failures, restUntilMs, toldMs, createdBy, createdMs';

export const mirrorFields =
  'id, kind, product, url, state, stopReason, failures, restUntilMs, toldMs, createdBy, createdMs';

export const eventWords = ({
  events,
  product,
}: {
  readonly events: readonly string[];
  readonly product: string | null;
}): string => `${events.length === 0 ? 'everything' : events.join(', ')}${product === null ? '' : ` of ${product}`}`;

type Standing = {
  readonly state: 'active' | 'stopped';
  readonly stopReason: string | null;
  readonly failures: number;
  readonly toldMs: number | null;
};

export function standingWords({ state, stopReason, failures, toldMs }: Standing, nowMs: number): Word {
  if (state === 'stopped') return bad(`stopped (${stopReason ?? 'by hand'})`);
  if (failures > 0) return warning(failures === 1 ? 'did not listen last time' : `did not listen ${failures} times`);
  return toldMs === null ? faint('nothing told yet') : good(`told ${distanceWords(toldMs, nowMs)}`);
}

type Told = {
  readonly state: 'waiting' | 'told' | 'dead';
  readonly attempts: number;
  readonly nextMs: number;
  readonly toldMs: number | null;
  readonly fault: string | null;
};

export function deliveryWords({ state, attempts, nextMs, toldMs, fault }: Told, nowMs: number): Word {
  const why = fault === null ? '' : `, ${fault}`;
  if (state === 'told') return good(`told ${distanceWords(toldMs ?? nowMs, nowMs)}`);
  if (state === 'dead') return bad(`given up after ${attempts} tries${why}`);
  if (attempts === 0) return faint('waits');
  return warning(`waits, next try ${nextMs > nowMs ? distanceWords(nextMs, nowMs) : 'is due'}${why}`);
}
