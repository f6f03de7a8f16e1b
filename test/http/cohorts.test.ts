// /v1/products/{product}/cohorts: lists, rules and testers, and who is on a list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
});
afterAll(() => test.close());

const cohorts = '/v1/products/nova/cohorts';
const define = (id: string, json: unknown) => test.ask('PUT', `${cohorts}/${id}`, json);
const members = (json: unknown, id = 'friends') => test.ask('POST', `${cohorts}/${id}/members`, json);

describe('PUT /v1/products/{product}/cohorts/{cohort}', () => {
  it('defines lists, rules and testers', async () => {
    expect(await define('friends', { kind: 'named' })).toEqual({
      status: 200,
      body: { id: 'friends', kind: 'named', rule: null, createdMs: test.clock.ms },
    });
    const rule = { models: ['n1'], regions: ['CN'], locales: ['zh-CN'], builds: '>=1.0.0 <2' };
    expect(await define('china', { kind: 'rule', rule })).toMatchObject({ status: 200, body: { kind: 'rule', rule } });
    expect(await define('testers', { kind: 'testers' })).toMatchObject({ status: 200 });
  });

  it('reach polls at once', async () => {
    const before = (await test.maps.loadPublishedMap())?.map.revision ?? 0;
    await define('europe', { kind: 'rule', rule: { regions: ['DE', 'FR'] } });
    expect((await test.maps.loadPublishedMap())?.map.revision).toBe(before + 1);
    expect(test.surroundings.process.currentMap.loadCurrentMap()?.revision).toBe(before + 1);
  });

  it.each<[string, unknown, number, string]>([
    ['everyone', { kind: 'named' }, 422, 'reserved-name'],
    ['testers', { kind: 'named' }, 422, 'testers-are-testers'],
    ['x', { kind: 'rule' }, 422, 'rule-missing'],
    ['x', { kind: 'named', rule: { models: ['n1'] } }, 422, 'rule-not-allowed'],
    ['x', { kind: 'rule', rule: { builds: 'newer' } }, 400, 'malformed-request'],
    ['x', { kind: 'rule', rule: { colour: ['red'] } }, 400, 'malformed-request'],
    ['x', { kind: 'rule', rule: { models: [] } }, 400, 'malformed-request'],
    ['x', { kind: 'list' }, 400, 'malformed-request'],
  ])('refuses %s as %o with %i %s', async (id, json, status, code) => {
    expect(await define(id, json)).toMatchObject({
      status,
      body: { type: `/problems/${code}`, fix: expect.stringMatching(/./) },
    });
  });

  it('knows no product that is not there', async () => {
    expect(await test.ask('PUT', '/v1/products/luna/cohorts/x', { kind: 'named' })).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-product' },
    });
  });
});

describe('GET /v1/products/{product}/cohorts', () => {
  it('lists them a page at a time', async () => {
    expect((await test.ask('GET', `${cohorts}?limit=2`)).body).toMatchObject({
      items: [{ id: 'china' }, { id: 'europe' }],
      next: 'europe',
    });
    expect((await test.ask('GET', `${cohorts}?limit=2&after=europe`)).body).toMatchObject({
      items: [{ id: 'friends' }, { id: 'testers' }],
      next: null,
    });
  });

  it.each(['/v1/products/Nova/cohorts', `${cohorts}?limit=0`, '/v1/products/nova/cohorts/Friends/members'])(
    'refuses %s',
    async (path) => {
      expect((await test.ask('GET', path)).status).toBe(400);
    },
  );
});

describe('the members of a cohort', () => {
  it('are added and removed, enrolled or not, and listed', async () => {
    expect(await members({ add: ['SN-1', 'SN-2', 'SN-2'] })).toEqual({ status: 200, body: { added: 2, removed: 0 } });
    expect(await members({ add: ['SN-3'], remove: ['SN-1', 'SN-9'] })).toEqual({
      status: 200,
      body: { added: 1, removed: 1 },
    });
    const listed = await test.ask('GET', `${cohorts}/friends/members?limit=1`);
    expect(listed.body).toEqual({ items: [{ device: 'SN-2', addedMs: test.clock.ms }], next: 'SN-2' });
  });

  it('are on the list when they enrol', async () => {
    expect((await test.enrol('SN-3')).cohorts).toEqual(['friends']);
  });

  it('come by the thousand and no more', async () => {
    const add = Array.from({ length: 1001 }, (_, at) => `many-${at}`);
    expect((await members({ add })).status).toBe(400);
    expect(await members({ add: add.slice(1) })).toMatchObject({ status: 200, body: { added: 1000 } });
  });

  it('belong to a list', async () => {
    expect(await members({ add: ['SN-1'] }, 'china')).toMatchObject({
      status: 422,
      body: { type: '/problems/not-a-list' },
    });
    expect(await members({ add: ['SN-1'] }, 'none')).toMatchObject({
      status: 404,
      body: { type: '/problems/unknown-cohort' },
    });
    expect((await test.ask('GET', `${cohorts}/none/members`)).status).toBe(404);
    expect((await members({ add: ['a b'] })).status).toBe(400);
  });

  it('and cohorts are for engineers to change and viewers to see', async () => {
    expect((await test.ask('GET', cohorts, undefined, 'viewer')).status).toBe(200);
    expect((await test.ask('GET', `${cohorts}/friends/members`, undefined, 'viewer')).status).toBe(200);
    for (const [method, path] of [
      ['PUT', `${cohorts}/x`],
      ['POST', `${cohorts}/friends/members`],
    ] as const) {
      expect((await test.ask(method, path, { kind: 'named' }, 'viewer')).status).toBe(403);
      expect((await test.send(method, path, { json: {} })).status).toBe(401);
    }
    for (const path of [cohorts, `${cohorts}/friends/members`]) {
      expect((await test.ask('GET', path, undefined, 'gateway')).status).toBe(403);
      expect((await test.send('GET', path)).status).toBe(401);
    }
  });
});
