// Who may ask what: a statement of policy, kept apart from the code that carries it out. A route that is not here fails the tests.
import type { Role } from '../../src/domain/catalog/token.ts';

/** `public`: anybody. `device`: a device with its own token, and bearers in `roles` where it says so. `session`: people who logged in with a token in `roles`. Operators may always. */
export type Policy =
  | { readonly who: 'public'; readonly because: string }
  | { readonly who: 'bearer' | 'session'; readonly roles: readonly Role[] }
  | { readonly who: 'device'; readonly roles?: readonly Role[] };

const open = (because: string): Policy => ({ who: 'public', because });
const readers: Policy = { who: 'bearer', roles: ['engineer', 'viewer'] };
const viewers: Policy = { who: 'session', roles: ['engineer', 'viewer'] };
const engineers: Policy = { who: 'bearer', roles: ['engineer'] };
const operators: Policy = { who: 'bearer', roles: [] };
const everyBearer: Policy = {
  who: 'bearer',
  roles: ['operator', 'engineer', 'viewer', 'gateway', 'enroller', 'reporter'],
};

export const policy: Readonly<Record<string, Policy>> = {
  'GET /': open('leads to the pages'),
  'GET /login': open('is how people get in'),
  'POST /login': open('is how people get in: it checks the token in the form'),
  'POST /logout': open('only takes from a browser what it has'),
  'GET /report': open('is a form, empty for strangers'),
  'POST /report': open('checks the session, or the device token in the form, itself'),
  'GET /report/thanks': open('says thanks'),
  'GET /trust': viewers,
  'GET /issues': viewers,
  'GET /issues/{product}/{number}': viewers,
  'GET /rollouts': viewers,
  'GET /rollouts/{rollout}': viewers,
  'GET /mail/{link}': open('the link in a letter is signed, and opens nothing else'),
  'POST /mail/{link}': open('mail programs end letters by it, and hold no token'),
  'POST /mail/{link}/confirm': open('the link in a letter is signed, and opens nothing else'),
  'GET /style.css': open('holds nothing but a look'),
  'GET /docs': open('says what the code, which is public, says'),
  'GET /openapi.json': open('says what the code, which is public, says'),
  'GET /healthz': open('asked by load balancers, which hold no token'),
  'GET /metrics': open('scraped by monitoring systems; what it tells is published in the repository'),
  'GET /readyz': open('asked by load balancers, which hold no token'),

  'GET /v1/updates/{product}/{channel}/{model}/{build}/{bucket}': open('what is offered is signed, and no secret'),
  'GET /v1/artifacts/{sha256}': open('named by a digest that only a signed offer tells'),
  'GET /v1/chunks/{chunkRoot}': open('holds digests, named by one that only a signed release tells'),
  'POST /v1/enrolments': { who: 'bearer', roles: ['enroller', 'gateway'] },
  'POST /v1/passes': { who: 'device' },
  'POST /v1/checkins': { who: 'device', roles: ['gateway'] },
  'POST /v1/reports': { who: 'device', roles: ['gateway', 'engineer', 'reporter'] },
  'PUT /v1/reports/{product}/{id}/mail': { who: 'device', roles: ['gateway', 'engineer'] },
  'PUT /v1/reports/{product}/{id}/attachments/{name}': { who: 'device', roles: ['gateway', 'engineer', 'reporter'] },
  'POST /v1/reports/{product}/{id}/attachments': { who: 'device', roles: ['gateway', 'engineer', 'reporter'] },
  'POST /v1/reports/{product}/{id}/attachments/{name}/complete': {
    who: 'device',
    roles: ['gateway', 'engineer', 'reporter'],
  },

  'POST /api/{project}/envelope': open('checks the key of the DSN itself'),
  'POST /api/{project}/envelope/': open('checks the key of the DSN itself'),
  'POST /api/{project}/store': open('checks the key of the DSN itself'),
  'POST /api/{project}/store/': open('checks the key of the DSN itself'),
  'OPTIONS /api/{project}/envelope': open('says that browsers may ask'),
  'OPTIONS /api/{project}/envelope/': open('says that browsers may ask'),
  'OPTIONS /api/{project}/store': open('says that browsers may ask'),
  'OPTIONS /api/{project}/store/': open('says that browsers may ask'),

  'DELETE /v1/devices/{product}/{device}/reports': engineers,
  'GET /v1/symbols': readers,
  'POST /v1/symbols': engineers,
  'POST /v1/symbols/{symbols}/complete': engineers,
  'GET /v1/issues': readers,
  'GET /v1/issues/{product}/{number}': readers,
  'PATCH /v1/issues/{product}/{number}': engineers,
  'POST /v1/issues/{product}/{number}/comments': engineers,
  'POST /v1/issues/{product}/{number}/merge': engineers,
  'POST /v1/issues/{product}/{number}/split': engineers,

  'GET /v1/me': everyBearer,
  'GET /v1/tokens': operators,
  'POST /v1/tokens': operators,
  'DELETE /v1/tokens/{name}': operators,
  'GET /v1/audit': readers,
  'GET /v1/audit/checkpoint': readers,

  'POST /v1/holds': engineers,

  'GET /v1/webhooks': operators,
  'POST /v1/webhooks': operators,
  'GET /v1/webhooks/{webhook}': operators,
  'DELETE /v1/webhooks/{webhook}': operators,
  'POST /v1/webhooks/{webhook}/test': operators,
  'POST /v1/webhooks/{webhook}/rotate': operators,
  'GET /v1/webhooks/{webhook}/deliveries': operators,
  'POST /v1/webhooks/{webhook}/redeliver': operators,
  'GET /v1/mirrors': operators,
  'POST /v1/mirrors': operators,
  'GET /v1/mirrors/{mirror}/issues': operators,
  'DELETE /v1/mirrors/{mirror}': operators,
  'GET /schemas/events.json': open('says what the code, which is public, says'),

  'GET /repository/{file}': open('TUF clients hold no token; what is published is signed, and no secret'),
  'GET /repository/{kind}/{product}/{name}': open('named by a digest that only signed metadata tells'),
  'GET /repository/rollout/{product}/back/{name}': open('as every target'),
  'GET /v1/trust': readers,
  'POST /v1/trust/files': engineers,
  'GET /v1/trust/proposals': readers,
  'GET /v1/trust/proposals/{role}/{digest}': readers,
  'POST /v1/trust/proposals/{role}/{digest}/signatures': engineers,
  'DELETE /v1/trust/proposals/{role}/{digest}': engineers,

  'GET /v1/products': readers,
  'POST /v1/products': operators,
  'GET /v1/products/{product}': readers,
  'POST /v1/products/{product}/models': operators,
  'PUT /v1/products/{product}/channels/{channel}': engineers,
  'GET /v1/products/{product}/cohorts': readers,
  'PUT /v1/products/{product}/cohorts/{cohort}': engineers,
  'GET /v1/products/{product}/cohorts/{cohort}/members': readers,
  'POST /v1/products/{product}/cohorts/{cohort}/members': engineers,

  'GET /v1/devices': readers,
  'GET /v1/devices/{product}/{device}': readers,
  'GET /v1/devices/{product}/{device}/explain': readers,
  'GET /v1/reports': readers,
  'GET /v1/reports/{product}/{id}': readers,

  'GET /v1/builds': readers,
  'POST /v1/builds': engineers,
  'GET /v1/builds/{build}': readers,
  'DELETE /v1/builds/{build}': engineers,
  'GET /v1/products/{product}/builds/{name}': readers,
  'POST /v1/builds/{build}/upload': engineers,
  'POST /v1/builds/{build}/upload/urls': engineers,
  'POST /v1/builds/{build}/upload/parts': engineers,
  'POST /v1/builds/{build}/upload/finish': engineers,
  'PUT /v1/builds/{build}/chunks': engineers,
  'GET /v1/builds/{build}/image': engineers,
  'POST /v1/builds/{build}/withdraw': engineers,

  'POST /v1/plans/check': readers,
  'GET /v1/plans': readers,
  'POST /v1/plans': engineers,
  'GET /v1/plans/{plan}': readers,
  'GET /v1/ceilings': readers,
  'GET /v1/rollouts': readers,
  'POST /v1/rollouts': engineers,
  'GET /v1/rollouts/{rollout}': readers,
  'GET /v1/rollouts/{rollout}/decisions': readers,
  'POST /v1/rollouts/{rollout}/decisions': engineers,
  'GET /v1/rollouts/{rollout}/gate': readers,
  'GET /v1/trains': readers,
  'GET /schemas/plan.json': open('the published JSON Schema of plan files, which editors fetch'),
};
