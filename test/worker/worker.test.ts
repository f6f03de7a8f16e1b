// The Worker as it is deployed, in workerd, on the embedded parts: it answers, it ticks, and polls go on without the database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../../scripts/launch/embedded.ts';

describe('src/worker.ts in workerd', () => {
  let service: Embedded;
  const dataDir = mkdtempSync(join(tmpdir(), 'orange-worker-'));
  const ask = (path: string, init: RequestInit = {}) => {
    const authorization = `Bearer ${service.operatorToken}`;
    return fetch(service.url + path, { ...init, headers: { authorization, 'content-type': 'application/json' } });
  };
  const send = (method: string, path: string, body: unknown) => ask(path, { method, body: JSON.stringify(body) });

  beforeAll(async () => {
    service = await startEmbedded({
      dataDir,
      port: 0,
      tickMs: 0,
      durability: 'fast',
      bindings: { LOG_LEVEL: 'error' },
    });
  });
  afterAll(async () => {
    await service.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is ready, and documents itself', async () => {
    expect(await (await ask('/readyz')).json()).toMatchObject({ isReady: true, database: 'ok', storage: 'ok' });
    expect(await (await ask('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' });
  });

  it('publishes the map in its tick, and answers polls from it', async () => {
    await send('POST', '/v1/products', { id: 'nova', name: 'Nova' });
    await send('POST', '/v1/products/nova/models', { id: 'n1', name: 'N1' });
    await send('PUT', '/v1/products/nova/channels/stable', { timetable: null, pollS: 60 });
    expect(await service.dispatchScheduled()).toBe('ok');
    const answer = await fetch(`${service.url}/v1/updates/nova/stable/n1/1.0.0/5`);
    expect(await answer.json()).toMatchObject({ kind: 'none', reason: 'no-rollout' });
  });

  it('folds what a device checked in', async () => {
    const enrolled = await send('POST', '/v1/enrolments', {
      product: 'nova',
      channel: 'stable',
      device: 'SN-1',
      model: 'n1',
    });
    expect(enrolled.status).toBe(201);
    const events = [{ id: 'e1', device: 'SN-1', type: 'health', build: '1.0.0', uptimeS: 60, crashes: 0 }];
    expect((await send('POST', '/v1/checkins', { product: 'nova', events })).status).toBe(202);
    // The fold that the intake starts behind its answer may be at work when the tick comes, and one folder works at a time.
    const reported = async () => {
      expect(await service.dispatchScheduled()).toBe('ok');
      return (await ask('/v1/devices/nova/SN-1')).json();
    };
    await expect.poll(reported, { timeout: 20_000 }).toMatchObject({ build: { reported: '1.0.0' } });
  });

  it('goes on answering polls while the database is gone', async () => {
    const { postgres } = service.pids();
    if (postgres === undefined) throw new Error('no database to stop');
    process.kill(postgres, 'SIGSTOP');
    try {
      const answer = await fetch(`${service.url}/v1/updates/nova/stable/n1/1.0.0/6`, {
        signal: AbortSignal.timeout(5_000),
      });
      expect(answer.status).toBe(200);
    } finally {
      process.kill(postgres, 'SIGCONT');
    }
  });
});
