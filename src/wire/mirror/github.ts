// Issues of GitHub over its REST API, version 2022-11-28.
// https://docs.github.com/en/rest/issues/issues
import * as z from 'zod';
import { isOwnLabel, type MirrorDraft, mirrorLabel } from '../../domain/event/mirror.ts';
import { parseJson } from './parse-json.ts';

type State = { readonly isOpen: boolean; readonly labels: readonly string[] };
type Request = { readonly method: 'GET' | 'POST' | 'PATCH'; readonly url: string; readonly body: string | null };

const theirIssue = z.object({ number: z.int(), html_url: z.string() });
const listed = z.array(theirIssue.extend({ body: z.string().nullable().optional() }));
const label = z.union([z.string(), z.object({ name: z.string().optional() }).transform(({ name = '' }) => name)]);
const theirState = z.object({ state: z.string(), labels: z.array(label) });

const reasons = { completed: 'completed', 'not-planned': 'not_planned', duplicate: 'duplicate' } as const;

const send = (method: Request['method'], url: string, body: object): Request => ({
  method,
  url,
  body: JSON.stringify(body),
});
const read = (url: string): Request => ({ method: 'GET', url, body: null });
const since = (ms: number): string => `${new Date(Math.max(0, ms)).toISOString().slice(0, 19)}Z`;

const toIssue = ({ number, html_url: url }: z.output<typeof theirIssue>) => ({ external: number, url });

export const github = {
  encodeHeaders: (token: string) => ({
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    // GitHub refuses requests without one.
    'user-agent': 'orange-friday',
  }),

  encodeCreate: (project: string, { title, body, labels }: MirrorDraft) =>
    send('POST', `${project}/issues`, { title, body, labels }),

  parseIssue: (text: string) => parseJson(theirIssue.transform(toIssue), text),

  encodeFind: (project: string, sinceMs: number) =>
    read(
      `${project}/issues?state=all&labels=${mirrorLabel}&since=${since(sinceMs)}&sort=created&direction=desc&per_page=100`,
    ),

  parseFound(text: string, marker: string) {
    const found = parseJson(listed, text);
    if (found === null) return null;
    const own = found.find(({ body }) => body?.includes(marker) === true);
    return own === undefined ? 'none' : toIssue(own);
  },

  encodeLook: (project: string, external: number) => read(`${project}/issues/${external}`),

  parseState(text: string) {
    const parsed = parseJson(theirState, text);
    return parsed === null ? null : { isOpen: parsed.state === 'open', labels: parsed.labels };
  },

  /** Their own labels stay, since the whole list is written. */
  encodeUpdate(project: string, external: number, { title, labels, closing }: MirrorDraft, there: State) {
    const all = [...there.labels.filter((each) => !isOwnLabel(each)), ...labels];
    const state =
      closing === null
        ? { state: 'open', ...(there.isOpen ? {} : { state_reason: 'reopened' }) }
        : { state: 'closed', state_reason: reasons[closing] };
    return send('PATCH', `${project}/issues/${external}`, { title, labels: all, ...state });
  },

  encodeComments: (project: string, external: number, sinceMs: number) =>
    read(`${project}/issues/${external}/comments?since=${since(sinceMs)}&per_page=100`),

  encodeComment: (project: string, external: number, body: string) =>
    send('POST', `${project}/issues/${external}/comments`, { body }),

  /** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  parsePatience(headers: Readonly<Record<string, string>>, nowMs: number) {
    if (headers['x-ratelimit-remaining'] !== '0') return null;
    const resetS = Number(headers['x-ratelimit-reset']);
    return Number.isSafeInteger(resetS) ? Math.max(1, resetS - Math.floor(nowMs / 1000)) : null;
  },
};
