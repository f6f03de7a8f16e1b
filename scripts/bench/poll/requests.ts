// Turns paths of polls into whole requests, sorted by what the service answers them, and takes one answer of each kind as the bare route's.

import { openDoor } from '../../../src/http/door.ts';
import type { Surroundings } from '../../../src/http/shared/http-env.ts';
import type { FixedAnswer } from './bare-route.ts';

export type PollKind = 'offer' | 'none';
type Answered = { readonly path: string; readonly kind: PollKind; readonly etag: string; readonly fixed: FixedAnswer };

export type PollRequests = {
  /** Requests of polls that are answered this way. */
  ours(kind: PollKind): string[];
  /** The same polls with the entity tag of their answer. */
  quiet(kind: PollKind): string[];
  bare(kind: PollKind): string[];
  /** What the bare route answers for all of them: bytes of the usual answer. */
  fixed(kind: PollKind): FixedAnswer;
};

/** Asks the service itself, in this process. Throws when a poll is refused or needs the database. */
export async function sortPolls(paths: readonly string[], surroundings: Surroundings): Promise<PollRequests> {
  const door = openDoor();
  const ask = async (path: string): Promise<Answered> => {
    const response = await door(new Request(`http://updates.example/v1/updates/${path}`), surroundings);
    if (response.status !== 200) throw new Error(`a poll was answered ${response.status}: ${path}`);
    const body = await response.text();
    const headers = Object.fromEntries(response.headers);
    const kind = body.startsWith('{"kind":"offer"') ? 'offer' : 'none';
    return { path, kind, etag: headers.etag ?? '', fixed: { body, headers } };
  };
  const answered = await Promise.all(paths.map(ask));
  const of = (kind: PollKind) => answered.filter((each) => each.kind === kind);
  return {
    ours: (kind) => of(kind).map(({ path }) => encodeRequest(`/v1/updates/${path}`)),
    quiet: (kind) =>
      of(kind).map(({ path, etag }) => encodeRequest(`/v1/updates/${path}`, `if-none-match: ${etag}\r\n`)),
    bare: (kind) => of(kind).map(({ path }) => encodeRequest(`/v1/bare/${path}`)),
    fixed: (kind) => usual(of(kind)),
  };
}

const encodeRequest = (target: string, more = ''): string =>
  `GET ${target} HTTP/1.1\r\nhost: updates.example\r\nuser-agent: device/1.0\r\naccept: application/json\r\n${more}\r\n`;

/** The answer of median length. */
function usual(answered: readonly Answered[]): FixedAnswer {
  const sorted = answered.map(({ fixed }) => fixed).sort((a, b) => a.body.length - b.body.length);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no poll is answered this way');
  return middle;
}
