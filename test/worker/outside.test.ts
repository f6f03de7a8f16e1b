// The network that webhooks leave by in workerd: public addresses only, whatever the address is called.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { Miniflare } from 'miniflare';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { outside } from '../../scripts/launch/worker.ts';

const script = `export default { async fetch(request, env) {
  const [way, target] = (await request.text()).split(' ');
  try {
    const response = await (way === 'outside' ? env.OUTSIDE.fetch(target) : fetch(target));
    return new Response('answered ' + response.status);
  } catch (error) { return new Response('refused ' + error.message); }
} }`;

let calls = 0;
const server = createServer((_, response) => {
  calls += 1;
  response.end();
});
let worker: Miniflare;
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  worker = new Miniflare({
    modules: [{ type: 'ESModule', path: 'w.mjs', contents: script }],
    compatibilityDate: '2026-07-01',
    serviceBindings: { OUTSIDE: outside },
    // Each refusal prints the runtime's stack, which is what this test is made of.
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => void [stdout.resume(), stderr.resume()],
  });
  await worker.ready;
});
afterAll(async () => {
  await worker.dispose();
  server.close();
});

const call = async (way: 'outside' | 'own', target: string): Promise<string> =>
  (await worker.dispatchFetch('http://w/', { method: 'POST', body: `${way} ${target}` })).text();

it('does not reach this machine by number or by name', async () => {
  const { port } = server.address() as AddressInfo;
  // The same address over the Worker's own network answers, so it is the way that is closed and not the door.
  expect(await call('own', `http://127.0.0.1:${port}/`)).toBe('answered 200');
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '0.0.0.0', '[::ffff:127.0.0.1]', '2130706433'])
    expect([host, await call('outside', `http://${host}:${port}/`)]).toEqual([host, expect.stringMatching(/^refused/)]);
  expect(calls).toBe(1);
});
