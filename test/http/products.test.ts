// /v1/products and what belongs to one: models, channels.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { models } from '../../src/adapters/postgres/schema/catalog.ts';
import { channelsMax, modelsMax } from '../../src/domain/catalog/product.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
});
afterAll(() => test.close());

const asOperator = (method: string, path: string, json?: unknown) => test.send(method, path, { as: 'operator', json });
async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(await response.json()).toMatchObject({ type: `/problems/${code}`, status, fix: expect.stringMatching(/./) });
  expect(response.status).toBe(status);
}

describe('products', () => {
  it('are created, shown and listed', async () => {
    const made = await asOperator('POST', '/v1/products', { id: 'nova', name: 'Nova' });
    expect(made.status).toBe(201);
    expect(await made.json()).toEqual({ id: 'nova', name: 'Nova', createdMs: test.clock.ms });
    const shown = await test.send('GET', '/v1/products/nova', { as: 'viewer' });
    expect(await shown.json()).toMatchObject({ id: 'nova', models: [], channels: [], nextCounter: 1 });
    await asOperator('POST', '/v1/products', { id: 'other', name: 'Other' });
    const listed = await test.send('GET', '/v1/products?limit=1', { as: 'viewer' });
    expect(await listed.json()).toMatchObject({ items: [{ id: 'nova' }], next: 'nova' });
  });

  it('refuse a taken id and an unknown one', async () => {
    await expectProblem(await asOperator('POST', '/v1/products', { id: 'nova', name: 'Again' }), 409, 'id-taken');
    await expectProblem(await asOperator('GET', '/v1/products/nope'), 404, 'unknown-product');
  });

  it('show a token for one product that one alone', async () => {
    await test.addToken('nova-viewer', 'viewer', 'nova');
    const listed = await test.send('GET', '/v1/products', { as: 'nova-viewer' });
    expect(await listed.json()).toMatchObject({ items: [{ id: 'nova' }], next: null });
    const behind = await test.send('GET', '/v1/products?after=nova', { as: 'nova-viewer' });
    expect(await behind.json()).toEqual({ items: [], next: null });
    await test.addToken('gone-viewer', 'viewer', 'gone');
    expect(await (await test.send('GET', '/v1/products', { as: 'gone-viewer' })).json()).toEqual({
      items: [],
      next: null,
    });
  });

  it('are not created by an operator of one product', async () => {
    await test.addToken('nova-operator', 'operator', 'nova');
    const refused = await test.send('POST', '/v1/products', {
      as: 'nova-operator',
      json: { id: 'mine', name: 'Mine' },
    });
    await expectProblem(refused, 403, 'forbidden');
    expect((await asOperator('GET', '/v1/products/mine')).status).toBe(404);
  });

  it.each([
    [{ id: 'Nova', name: 'x' }, 'body.id'],
    [{ id: '', name: 'x' }, 'body.id'],
    [{ id: 'x' }, 'body.name'],
    [{ id: 'x', name: ' ' }, 'body.name'],
    [{ id: 'x', name: 'a\u202eb' }, 'body.name'],
    [[], 'body'],
  ])('refuse %j and say where', async (json, where) => {
    const refused = await asOperator('POST', '/v1/products', json);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ errors: [{ where }] });
  });
});

describe('models', () => {
  it('are added and renamed', async () => {
    expect((await asOperator('POST', '/v1/products/nova/models', { id: 'STM32F4.rev2', name: 'Board' })).status).toBe(
      201,
    );
    const renamed = await asOperator('POST', '/v1/products/nova/models', { id: 'STM32F4.rev2', name: 'Board 2' });
    expect(await renamed.json()).toEqual({ id: 'STM32F4.rev2', name: 'Board 2' });
    const shown = await asOperator('GET', '/v1/products/nova');
    expect(await shown.json()).toMatchObject({ models: [{ id: 'STM32F4.rev2', name: 'Board 2' }] });
  });

  it('need a product, and room in it', async () => {
    const model = { id: 'm', name: 'M' };
    await expectProblem(await asOperator('POST', '/v1/products/nope/models', model), 404, 'unknown-product');
    await asOperator('POST', '/v1/products', { id: 'full', name: 'Full' });
    const rows = Array.from({ length: modelsMax }, (_, index) => ({ productId: 'full', id: `m${index}`, name: 'M' }));
    await test.database.db.insert(models).values(rows);
    await expectProblem(await asOperator('POST', '/v1/products/full/models', model), 422, 'too-many-models');
  });
});

describe('channels', () => {
  const stable = '/v1/products/nova/channels/stable';

  it('are added and changed by engineers', async () => {
    const json = { timetable: 'Fri 17:00 Asia/Shanghai', pollS: 3600 };
    const made = await test.send('PUT', stable, { as: 'engineer', json });
    expect([made.status, await made.json()]).toEqual([200, { id: 'stable', ...json }]);
    await test.send('PUT', stable, { as: 'engineer', json: { timetable: null, pollS: 60 } });
    expect(await (await asOperator('GET', '/v1/products/nova')).json()).toMatchObject({
      channels: [{ id: 'stable', timetable: null, pollS: 60 }],
    });
  });

  it('reach polls at once, with their models and their pace', async () => {
    await asOperator('POST', '/v1/products', { id: 'swift', name: 'Swift' });
    const poll = async (model: string) => {
      const answer = await test.app.request(`/v1/updates/swift/stable/${model}/1.0.0/1`, {}, test.surroundings);
      return { status: answer.status, ...((await answer.json()) as { pollAfterS?: number }) };
    };
    const setPace = (pollS: number) =>
      asOperator('PUT', '/v1/products/swift/channels/stable', { timetable: null, pollS });
    await setPace(3600);
    expect(await poll('s1')).toMatchObject({ status: 404, type: '/problems/unknown-model' });
    await asOperator('POST', '/v1/products/swift/models', { id: 's1', name: 'S1' });
    const slow = await poll('s1');
    expect(slow).toMatchObject({ status: 200, kind: 'none' });
    await setPace(60);
    expect((await poll('s1')).pollAfterS).toBeLessThan(slow.pollAfterS ?? 0);
  });

  it('say what to write in place of a timetable that cannot be read', async () => {
    const refused = await asOperator('PUT', stable, { timetable: 'friday 5pm CET', pollS: 60 });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      type: '/problems/unreadable-timetable',
      errors: [
        { where: 'body.timetable (weekday)', fix: 'Write "Fri".' },
        { where: 'body.timetable (time)', fix: 'Write "17:00".' },
      ],
    });
  });

  it('want both parts named, and a pace between a second and a week', async () => {
    for (const json of [
      { pollS: 60 },
      { timetable: null },
      { timetable: null, pollS: 0 },
      { timetable: null, pollS: 1e6 },
    ]) {
      expect((await asOperator('PUT', stable, json)).status).toBe(400);
    }
  });

  it('need a product, and room in it', async () => {
    const json = { timetable: null, pollS: 60 };
    await expectProblem(await asOperator('PUT', '/v1/products/nope/channels/stable', json), 404, 'unknown-product');
    for (let index = 0; index < channelsMax; index += 1)
      await asOperator('PUT', `/v1/products/full/channels/c${index}`, json);
    await expectProblem(await asOperator('PUT', '/v1/products/full/channels/one', json), 422, 'too-many-channels');
  });
});

it('what changed is in the audit, with the name of who did it', async () => {
  const about = async (subject: string) => {
    const listed = await test.send('GET', `/v1/audit?subject=${encodeURIComponent(subject)}`, { as: 'viewer' });
    const { items } = (await listed.json()) as { items: { actor: string; action: string }[] };
    return items.map(({ actor, action }) => `${actor}: ${action}`);
  };
  expect(await about('nova')).toEqual(['operator: product created']);
  expect(await about('nova/stable')).toEqual(['engineer: channel added', 'engineer: channel changed']);
  expect(await about('nova/STM32F4.rev2')).toEqual(['operator: model added', 'operator: model renamed']);
});
