// GET /v1/products/{product}/channels/{channel}/fleet: what is known to try plans on, and for whom.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRollingApp, type RollingApp } from './rolling.ts';

let test: RollingApp;
beforeAll(async () => {
  test = await openRollingApp();
});
afterAll(() => test.close());

const ask = (path: string, as?: string) => test.ask('GET', `/v1/products/${path}/fleet`, undefined, as);

describe('GET /v1/products/{product}/channels/{channel}/fleet', () => {
  it('says who is enrolled, and nothing of rates that no rollout taught', async () => {
    const { status, body } = await ask('nova/channels/stable', 'viewer');
    expect([status, body]).toEqual([200, { lessons: 0, devices: 0, models: [], cohorts: {} }]);
  });

  it('is refused to tokens of other products, and where there is no such product or name', async () => {
    expect((await ask('nova/channels/stable', 'of-other')).status).toBe(403);
    expect((await ask('luna/channels/stable')).status).toBe(404);
    expect((await ask('nova/channels/NO!')).status).toBe(400);
  });
});
