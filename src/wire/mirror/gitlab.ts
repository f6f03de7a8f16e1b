// Issues of GitLab over its REST API, version 4.
// https://docs.gitlab.com/api/issues/ and https://docs.gitlab.com/api/notes/
import * as z from 'zod';
import { isOwnLabel, type MirrorDraft, mirrorLabel } from '../../domain/event/mirror.ts';
import { parseJson } from './parse-json.ts';

type State = { readonly isOpen: boolean; readonly labels: readonly string[] };
type Request = { readonly method: 'GET' | 'POST' | 'PUT'; readonly url: string; readonly body: string | null };

const theirIssue = z.object({ iid: z.int(), web_url: z.string() });
const listed = z.array(theirIssue.extend({ description: z.string().nullable() }));
const theirState = z.object({ state: z.string(), labels: z.array(z.string()) });

const send = (method: Request['method'], url: string, body: object): Request => ({
  method,
  url,
  body: JSON.stringify(body),
});
const read = (url: string): Request => ({ method: 'GET', url, body: null });
const toIssue = ({ iid, web_url: url }: z.output<typeof theirIssue>) => ({ external: iid, url });

export const gitlab = {
  encodeHeaders: (token: string) => ({
    accept: 'application/json',
    'private-token': token,
    'content-type': 'application/json',
    'user-agent': 'orange-friday',
  }),

  encodeCreate: (project: string, { title, body, labels }: MirrorDraft) =>
    send('POST', `${project}/issues`, { title, description: body, labels: labels.join(',') }),

  parseIssue: (text: string) => parseJson(theirIssue.transform(toIssue), text),

  encodeFind: (project: string, sinceMs: number) =>
    read(
      `${project}/issues?scope=all&labels=${mirrorLabel}&created_after=${new Date(Math.max(0, sinceMs)).toISOString()}&order_by=created_at&sort=desc&per_page=100`,
    ),

  parseFound(text: string, marker: string) {
    const found = parseJson(listed, text);
    if (found === null) return null;
    const own = found.find(({ description }) => description?.includes(marker) === true);
    return own === undefined ? 'none' : toIssue(own);
  },

  encodeLook: (project: string, external: number) => read(`${project}/issues/${external}`),

  parseState(text: string) {
    const parsed = parseJson(theirState, text);
    return parsed === null ? null : { isOpen: parsed.state === 'opened', labels: parsed.labels };
  },

  /** Labels are added and removed by name: theirs are not touched. GitLab refuses to close what is closed. */
  encodeUpdate(project: string, external: number, { title, labels, closing }: MirrorDraft, there: State) {
    const gone = there.labels.filter((each) => isOwnLabel(each) && !labels.includes(each));
    const isChanged = there.isOpen !== (closing === null);
    return send('PUT', `${project}/issues/${external}`, {
      title,
      add_labels: labels.join(','),
      ...(gone.length === 0 ? {} : { remove_labels: gone.join(',') }),
      ...(isChanged ? { state_event: closing === null ? 'reopen' : 'close' } : {}),
    });
  },

  /** The newest first; notes take no time to begin at. */
  encodeComments: (project: string, external: number) =>
    read(`${project}/issues/${external}/notes?sort=desc&order_by=created_at&per_page=100`),

  encodeComment: (project: string, external: number, body: string) =>
    send('POST', `${project}/issues/${external}/notes`, { body }),

  /** https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/ */
  parsePatience(headers: Readonly<Record<string, string>>, nowMs: number) {
    if (headers['ratelimit-remaining'] !== '0') return null;
    const resetS = Number(headers['ratelimit-reset']);
    return Number.isSafeInteger(resetS) ? Math.max(1, resetS - Math.floor(nowMs / 1000)) : null;
  },
};
