// A key that stands in every copy of an app opens no page of reports: what it sent are the words of many people.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FleetApp, openFleetApp } from '../fleet.ts';
import { ownOrigin, visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
beforeAll(async () => {
  test = await openFleetApp();
});
afterAll(() => test.close());

it.each(['reporter', 'gateway', 'enroller'] as const)('that of a %s', async (role) => {
  const headers = { authorization: `Bearer of_test_${role}` };
  const id = `said-${role}`;
  const said = { product: 'nova', id, kind: 'bug', build: '1.1.0', title: 'MARKER-WORDS', text: 'of a stranger' };
  const sent = await test.send('POST', '/v1/reports', { headers, json: said });
  expect(sent.status).toBe(role === 'enroller' ? 403 : 201);
  await test.settle();
  const visitor = visitorOf(test);
  expect(await wordsOf(await visitor.look('/my-reports', headers))).not.toContain('MARKER-WORDS');
  expect((await visitor.look(`/my-reports/nova/${id}`, headers)).status).toBe(404);
  const form = { origin: ownOrigin, ...headers };
  expect((await visitor.submit(`/my-reports/nova/${id}/erase`, { sure: 'yes' }, form)).status).toBe(404);
  if (role !== 'enroller')
    expect((await test.ask('GET', `/v1/reports/nova/${id}`)).body).toMatchObject({ title: 'MARKER-WORDS' });
});
