// Makes a request to any route from what the API document says of it, for tests that go over all routes.
import { createApp } from '../../src/http/app.ts';
import { describeApi } from '../../src/http/operate/api-document.ts';
import { listRoutes, type ServedRoute } from '../../src/http/shared/route-marks.ts';
import { type Json, listAt, objectAt, textAt, valueAt } from '../../src/pages/api-docs/json.ts';
import { deriveSample } from '../../src/pages/api-docs/sample.ts';

const app = createApp();
const document: Json = describeApi(app);
const named = objectAt(objectAt(document, 'components'), 'schemas');

export type Route = ServedRoute & { readonly name: string };
export const servedRoutes: readonly Route[] = listRoutes(app).map((route) => ({
  ...route,
  name: `${route.method} ${route.path}`,
}));

const planSource = `
plan: friday
product: nova
channel: stable
fallback: none
stages:
  - { name: all, cohort: everyone, permille: 1000, bake: 1h, promote: auto }
`;

const healthy = { type: 'health', id: 'e1', device: 'SN-0042', build: '1.0.0', uptimeS: 60, crashes: 0 };

/** Bodies that no schema can give an example of. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /v1/checkins': { product: 'nova', events: [healthy] },
  'POST /v1/plans': { source: planSource },
  'POST /v1/plans/check': { source: planSource },
  'POST /v1/reports': { product: 'nova', id: 'r1', kind: 'bug', build: '1.0.0', title: 'Torch', text: 'It stays on.' },
  'POST /v1/symbols': {
    product: 'nova',
    kind: 'library',
    identity: 'ab'.repeat(20),
    name: 'libring.so',
    fileName: 'libring.so',
    sizeBytes: 4096,
    sha256: 'cd'.repeat(32),
  },
  'POST /v1/trust/files': { role: 'fw-nova', file: { signatures: [], signed: {} } },
};

export type SampleRequest = {
  readonly method: string;
  /** By name; as they are, not percent-encoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Undefined for a route that takes none. */
  readonly json: unknown;
};

/** A request that is in order, as far as the document can tell; it names the product `nova` wherever it names one. */
export function sampleRequest({ name, method, path }: Route): SampleRequest {
  const operation = objectAt(objectAt(document, 'paths'), path)[method.toLowerCase()];
  const parameters = listAt(operation, 'parameters').map((each) => ({
    name: textAt(each, 'name') ?? '',
    place: textAt(each, 'in'),
    isRequired: valueAt(each, 'required') === true,
    schema: valueAt(each, 'schema'),
  }));
  const sampled = (place: string) =>
    parameters
      .filter((each) => each.place === place && each.isRequired)
      .map(({ name: key, schema }) => [key, key === 'product' ? 'nova' : String(deriveSample(named, schema, key))]);
  const content = objectAt(objectAt(operation, 'requestBody'), 'content');
  const schema = valueAt(content['application/json'], 'schema');
  return {
    method,
    path: Object.fromEntries(sampled('path')),
    query: Object.fromEntries(sampled('query')),
    json: bodies[name] ?? (schema === undefined ? undefined : deriveSample(named, schema)),
  };
}

/** The address of a request to a route. */
export function addressOf({ path }: Route, request: Pick<SampleRequest, 'path' | 'query'>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(request.path[key] ?? key));
  const search = new URLSearchParams(request.query).toString();
  return search === '' ? filled : `${filled}?${search}`;
}

/** The names of the query parameters that a route takes. */
export function queryOf({ method, path }: Route): string[] {
  const operation = objectAt(objectAt(document, 'paths'), path)[method.toLowerCase()];
  const inQuery = listAt(operation, 'parameters').filter((each) => textAt(each, 'in') === 'query');
  return inQuery.map((each) => textAt(each, 'name') ?? '');
}

/** The statuses that a route documents. */
export function statusesOf({ method, path }: Route): string[] {
  const operation = objectAt(objectAt(document, 'paths'), path)[method.toLowerCase()];
  return Object.keys(objectAt(operation, 'responses'));
}
