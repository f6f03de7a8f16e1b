// GitHub and GitLab as far as a mirror meets them: they take what their recorded contracts take, and keep issues and comments.
import type { ServerResponse } from 'node:http';
import { openReceiver, type Received } from './receiver.ts';
import { type Matched, openContract } from './tracker-contract.ts';

export type TheirIssue = {
  readonly number: number;
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  reason: string | null;
  readonly comments: string[];
};

type Answer = { readonly status: number; readonly json: unknown; readonly headers?: Record<string, string> };
/** Undefined lets the request pass; `after` lets it take effect and cuts the answer off. */
export type Meddle = (operation: string) => Answer | 'after' | undefined;

export type Tracker = Awaited<ReturnType<typeof openTracker>>;

type Fields = Readonly<Record<string, unknown>>;
const listOf = (text: unknown): string[] =>
  typeof text === 'string' ? text.split(',').filter((part) => part !== '') : [];

const github = {
  base: '/repos/acme/nova',
  project: (url: string) => `${url}/repos/acme/nova`,
  headerFaults: ({ headers }: Received): string[] => [
    ...(headers['x-github-api-version'] === '2022-11-28' ? [] : ['no version']),
    ...(headers.authorization === 'Bearer ghp_secret' ? [] : ['no token']),
    ...(headers['user-agent'] === undefined ? ['no user agent'] : []),
  ],
  make: (fields: Fields) => ({
    title: String(fields.title),
    body: String(fields.body),
    labels: fields.labels as string[],
  }),
  change(issue: TheirIssue, fields: Fields): void {
    if (typeof fields.title === 'string') issue.title = fields.title;
    if (Array.isArray(fields.labels)) issue.labels = [...(fields.labels as string[])];
    if (fields.state === 'open' || fields.state === 'closed') issue.state = fields.state;
    if (typeof fields.state_reason === 'string') issue.reason = fields.state_reason;
  },
  show: ({ number, title, body, labels, state }: TheirIssue) => ({
    number,
    title,
    body,
    state,
    html_url: `https://github.test/acme/nova/issues/${number}`,
    labels: labels.map((name) => ({ name })),
  }),
};

const gitlab: typeof github = {
  base: '/api/v4/projects/acme%2Fnova',
  project: (url) => `${url}/api/v4/projects/acme%2Fnova`,
  headerFaults: ({ headers }) => (headers['private-token'] === 'ghp_secret' ? [] : ['no token']),
  make: (fields) => ({
    title: String(fields.title),
    body: String(fields.description),
    labels: listOf(fields.labels),
  }),
  change(issue, fields) {
    if (typeof fields.title === 'string') issue.title = fields.title;
    const gone = listOf(fields.remove_labels);
    issue.labels = [...new Set([...issue.labels, ...listOf(fields.add_labels)])].filter((each) => !gone.includes(each));
    if (fields.state_event === 'close') issue.state = 'closed';
    if (fields.state_event === 'reopen') issue.state = 'open';
  },
  show: ({ number, title, body, labels, state }) =>
    ({
      iid: number,
      title,
      description: body,
      state: state === 'open' ? 'opened' : 'closed',
      web_url: `https://gitlab.test/acme/nova/-/issues/${number}`,
      labels,
    }) as unknown as ReturnType<typeof github.show>,
};

export async function openTracker(kind: 'github' | 'gitlab') {
  const dialect = kind === 'github' ? github : gitlab;
  const contract = openContract(kind);
  const receiver = await openReceiver();
  const issues: TheirIssue[] = [];
  const faults: string[] = [];
  const state: { meddle: Meddle } = { meddle: () => undefined };

  /** GitHub lists open issues where it is not asked for others; GitLab lists all of them. */
  const isListed = ({ state: theirs }: TheirIssue, query: URLSearchParams): boolean =>
    kind === 'gitlab' || theirs === 'open' || query.get('state') === 'all';

  function act({ operation, path }: Matched, fields: Fields, query: URLSearchParams): Answer {
    const number = Number(path.issue_number ?? path.issue_iid ?? 0);
    const issue = issues.find((each) => each.number === number);
    const [method, place = ''] = operation.split(' ');
    if (place.endsWith('/issues')) {
      if (method === 'GET') {
        const listed = issues.filter((each) => isListed(each, query));
        return { status: 200, json: listed.map(dialect.show).reverse() };
      }
      const made: TheirIssue = {
        number: issues.length + 1,
        ...dialect.make(fields),
        state: 'open',
        reason: null,
        comments: [],
      };
      issues.push(made);
      return { status: 201, json: dialect.show(made) };
    }
    if (issue === undefined) return { status: 404, json: { message: 'Not Found' } };
    if (/(?:comments|notes)$/.test(place)) {
      if (method === 'POST') issue.comments.push(String(fields.body));
      return {
        status: method === 'POST' ? 201 : 200,
        json: method === 'POST' ? { id: 1 } : issue.comments.map((body) => ({ body })),
      };
    }
    if (method !== 'GET') dialect.change(issue, fields);
    return { status: 200, json: dialect.show(issue) };
  }

  receiver.behave = (request: Received, response: ServerResponse) => {
    const [path = '', query = ''] = request.path.replace(/^\/api\/v4/, '').split('?');
    const body: unknown = request.body === '' ? null : JSON.parse(request.body);
    const matched = contract.match(request.method, path);
    const wrong =
      matched === null
        ? [`no operation ${request.method} ${path}`]
        : [...contract.check(matched, new URLSearchParams(query), body), ...dialect.headerFaults(request)];
    faults.push(...wrong);
    const meddled = matched === null ? undefined : state.meddle(matched.operation);
    if (meddled !== undefined && meddled !== 'after') return reply(response, meddled);
    if (matched === null || wrong.length > 0) return reply(response, { status: 422, json: { message: wrong.join() } });
    const answer = act(matched, (body ?? {}) as Fields, new URLSearchParams(query));
    if (meddled === 'after') return void response.socket?.destroy();
    return reply(response, answer);
  };

  return {
    issues,
    faults,
    state,
    receiver,
    project: dialect.project(receiver.url),
    host: kind === 'github' ? receiver.url : `${receiver.url}/api/v4`,
    asked: () =>
      receiver.received.map(({ method, path }) => `${method} ${path.split('?')[0]?.replace(dialect.base, '')}`),
    close: receiver.close,
  };
}

const reply = (response: ServerResponse, { status, json, headers = {} }: Answer): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
