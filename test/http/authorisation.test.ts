// Default deny: every route of the app against nobody, strangers, every role and tokens of another product.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roles } from '../../src/domain/catalog/token.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { type Policy, policy } from './policy.ts';
import { addressOf, type Route, sampleRequest, servedRoutes } from './sample-request.ts';

const guarded = servedRoutes.filter(({ name }) => policy[name] !== undefined && policy[name].who !== 'public');
const allowedIn = (rule: Policy | undefined): readonly Role[] =>
  rule === undefined || rule.who === 'public' || rule.roles === undefined
    ? []
    : [...new Set<Role>(['operator', ...rule.roles])];

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  await test.send('POST', '/v1/products', { as: 'operator', json: { id: 'nova', name: 'Nova' } });
  await test.send('POST', '/v1/products/nova/models', { as: 'operator', json: { id: 'n1', name: 'Nova 1' } });
  const channel = { timetable: null, pollS: 60 };
  await test.send('PUT', '/v1/products/nova/channels/stable', { as: 'operator', json: channel });
  for (const role of roles) await test.addToken(`other-${role}`, role, 'other');
});
afterAll(() => test.close());

function send(route: Route, options: { as?: string; headers?: Record<string, string> } = {}) {
  const request = sampleRequest(route);
  return test.send(route.method, addressOf(route, request), { ...options, json: request.json });
}

it('every route is in the policy, and the policy names no route that is gone', () => {
  expect(servedRoutes.map(({ name }) => name).sort()).toEqual(Object.keys(policy).sort());
});

it.each(servedRoutes)('$name asks for what the policy says', ({ name, scheme, roles: asked }) => {
  const rule = policy[name];
  if (rule?.who === 'public') return expect(scheme).toBeUndefined();
  expect(scheme).toBe(rule?.who);
  return expect([...new Set(['operator', ...(asked ?? [])])].sort()).toEqual(
    [...new Set(['operator', ...(rule?.roles ?? [])])].sort(),
  );
});

describe.each(guarded)('$name', (route) => {
  const allowed = allowedIn(policy[route.name]);
  const refused = roles.filter((role) => !allowed.includes(role));

  it('lets in nobody without a token, nor with one that is not ours', async () => {
    const strange = [
      'Bearer of_o_0',
      'Bearer null',
      'Basic b3BlcmF0b3I6',
      'Bearer of_test_nobody',
      "Bearer ' or 1=1 --",
    ];
    for (const headers of strange.map((authorization) => ({ authorization }))) {
      const response = await send(route, { headers });
      expect([headers, response.status]).toEqual([headers, 401]);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
    // A browser without a session is shown the way in.
    const { status, headers } = await send(route);
    const way = route.scheme === 'session' ? [303, expect.stringMatching(/^\/login\?next=/)] : [401, null];
    expect([status, headers.get('location')]).toEqual(way);
  });

  it(`lets in no ${refused.join(', ') || 'other'}`, async () => {
    for (const as of refused) expect([as, [401, 403].includes((await send(route, { as })).status)]).toEqual([as, true]);
  });

  it(`lets in ${allowed.join(', ') || 'devices'}`, async () => {
    for (const as of allowed)
      expect([as, [401, 403].includes((await send(route, { as })).status)]).toEqual([as, false]);
  });

  it('does and tells nothing of a product for a token of another', async () => {
    for (const role of allowed) {
      const response = await send(route, { as: `other-${role}` });
      const text = await response.text();
      const isRefused = [403, 404].includes(response.status);
      const isMute = route.method === 'GET' && response.status === 200 && !text.includes('nova');
      expect([role, response.status, isRefused || isMute ? '' : text]).toEqual([role, response.status, '']);
    }
  });
});

it('a product that is there and one that is not look alike to a token of another', async () => {
  const answers = await Promise.all(
    ['nova', 'nowhere'].map((id) => test.send('GET', `/v1/products/${id}`, { as: 'other-engineer' })),
  );
  const bodies = await Promise.all(
    answers.map(async (each) => ({ ...((await each.json()) as object), requestId: '' })),
  );
  expect(bodies[0]).toEqual(bodies[1]);
});
