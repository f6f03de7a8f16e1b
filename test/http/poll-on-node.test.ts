// The short way of a poll on Node: over a real socket, word for word what the app answers; everything else is left alone.
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOnNode } from '../../src/http/device/poll-on-node.ts';
import { openTestApp, type TestApp } from '../harness/app.ts';
import { mapBuild, mapChannel, mapRollout, releaseMap } from '../harness/maps.ts';

const untouched = 418;
const headers = ['content-type', 'etag', 'cache-control'];

describe('answerOnNode', () => {
  let test: TestApp;
  let server: Server;
  let base: string;
  beforeAll(async () => {
    test = await openTestApp();
    server = createServer((incoming, outgoing) => {
      if (!answerOnNode(incoming, outgoing, test.surroundings)) outgoing.writeHead(untouched).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await test.close();
  });

  it('leaves a poll to the app while there is no map', async () => {
    expect((await fetch(`${base}/v1/updates/nova/stable/n1/1.1.0/7`)).status).toBe(untouched);
  });

  it.each([
    ['an offer', '/v1/updates/nova/stable/n1/1.1.0/7'],
    ['an offer whose bytes are more than its letters', '/v1/updates/nova/beta/n1/1.1.0/7'],
    ['no offer', '/v1/updates/nova/stable/n1/1.2.0/7'],
    ['no offer and a word about the pass', '/v1/updates/nova/stable/n1/1.2.0/7?pass=nonsense'],
    ['the vendor’s string of the installed build', '/v1/updates/nova/stable/n1/V14.0.2.0/7'],
  ])('answers %s as the app does', async (_, path) => {
    const beta = [mapBuild(1), mapBuild(2, { vendorVersion: '版本-14' })];
    const map = releaseMap(
      1,
      mapChannel({ rollouts: [mapRollout(2)] }),
      mapChannel({ channel: 'beta', builds: beta, rollouts: [mapRollout(3, { buildId: 'nova-2' })] }),
    );
    await test.maps.putPublishedMap(map, null);
    const app = await test.send('GET', path);
    const node = await fetch(`${base}${path}`);
    expect(app.status).toBe(200);
    expect([node.status, await node.text()]).toEqual([app.status, await app.text()]);
    for (const name of headers) expect(node.headers.get(name), name).toBe(app.headers.get(name));

    const quiet = { headers: { 'if-none-match': node.headers.get('etag') ?? '' } };
    const [appAgain, nodeAgain] = [await test.send('GET', path, quiet), await fetch(`${base}${path}`, quiet)];
    expect([nodeAgain.status, await nodeAgain.text()]).toEqual([304, '']);
    expect(appAgain.status).toBe(304);
    for (const name of headers) expect(nodeAgain.headers.get(name), name).toBe(appAgain.headers.get(name));
  });

  it('knows the device’s tag however its header is spelled', async () => {
    const path = '/v1/updates/nova/stable/n1/1.1.0/7';
    const etag = (await fetch(`${base}${path}`)).headers.get('etag') ?? '';
    const status = await new Promise((resolve) => {
      const headers = { 'IF-NONE-MATCH': etag, connection: 'close' };
      get(`${base}${path}`, { headers }, (answer) => resolve(answer.resume().statusCode));
    });
    expect([etag.length > 2, status]).toEqual([true, 304]);
  });

  it.each([
    ['POST', '/v1/updates/nova/stable/n1/1.1.0/7'],
    ['HEAD', '/v1/updates/nova/stable/n1/1.1.0/7'],
    ['GET', '/v1/updates/nova/stable/n1/1.1.0/1000'],
    ['GET', '/v1/updates/other/stable/n1/1.1.0/7'],
    ['GET', '/healthz'],
  ])('leaves %s %s alone', async (method, path) => {
    expect((await fetch(`${base}${path}`, { method })).status).toBe(untouched);
  });
});
