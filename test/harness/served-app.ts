// The real app behind a real socket, with storage in memory, for tests of the tool: it counts, and it can be made to fail.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { onlineSigner } from '../../src/adapters/signing/online-signer.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { issueToken } from '../../src/app/create-token.ts';
import { renewRepository } from '../../src/app/renew-repository.ts';
import type { Role } from '../../src/domain/catalog/token.ts';
import { repositoryPorts } from '../../src/http/shared/trust-ports.ts';
import { openTestApp } from './app.ts';

export type ServedApp = Awaited<ReturnType<typeof openServedApp>>;

/** What a test may do to a request before anybody else sees it: answer it, cut it off, or let it pass (undefined). */
export type Meddle = (request: { method: string; path: string }) => Response | 'cut' | undefined;

/** Call `close` in `afterAll`. */
export async function openServedApp() {
  const test = await openTestApp();
  const tokens = { tokens: test.stores.tokens, entropy: systemEntropy };
  const state: { meddle: Meddle } = { meddle: () => undefined };
  const requests: string[] = [];
  const partsSent: number[] = [];

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (!pathname.startsWith('/storage/')) return test.app.fetch(request, surroundings);
    if (request.method === 'GET') {
      const stored = await test.storage.objects.loadObject(pathname.slice('/storage/'.length), 2 ** 30);
      return stored === null ? new Response(null, { status: 404 }) : new Response(new Uint8Array(stored));
    }
    const body = new Uint8Array(await request.arrayBuffer());
    const etag = await test.storage.sendPart(request.url, body);
    partsSent.push(Number(searchParams.get('part')));
    return new Response(null, { headers: { etag } });
  }

  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const [method, path] = [incoming.method ?? '', incoming.url ?? ''];
    requests.push(`${method} ${path}`);
    const meddled = state.meddle({ method, path });
    if (meddled === 'cut') incoming.socket.destroy();
    else if (meddled === undefined) void listener(incoming, outgoing);
    else void getRequestListener(() => meddled, { overrideGlobalObjects: false })(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { uploads, objects } = test.storage;
  const signDownload: typeof objects.signDownload = async (key, expiresS) =>
    (await objects.signDownload(key, expiresS)).replace('https://storage.test', `${url}/storage`);
  const signParts: typeof uploads.signParts = async (wanted) =>
    (await uploads.signParts(wanted)).map((part) => ({
      ...part,
      url: part.url.replace('https://storage.test', `${url}/storage`),
    }));
  const surroundings = {
    ...test.surroundings,
    process: {
      ...test.surroundings.process,
      uploads: { ...uploads, signParts },
      objects: { ...objects, signDownload },
    },
  };

  return {
    ...test,
    url,
    state,
    /** Gives the service other keys, as a changed secret and a restart do; then it renews what they must sign. */
    async giveOnlineKeys(seeds: { readonly snapshotKey: string; readonly timestampKey: string }): Promise<void> {
      const signer = onlineSigner(seeds);
      Object.assign(surroundings.process, { onlineSigner: signer });
      await renewRepository({ ...repositoryPorts(surroundings), signer }, test.clock.ms);
    },
    /** `METHOD /path?query` of every request, in order. */
    requests,
    /** Numbers of the parts that storage took whole. */
    partsSent,
    /** A token with a secret that the tool takes. */
    async newToken(name: string, role: Role, product: string | null = null): Promise<string> {
      const by = { actor: 'test', nowMs: test.clock.ms };
      const issued = await issueToken(tokens, { name, role, product, expiresInDays: null }, by);
      if (!issued.ok) throw new Error(`${name} is taken`);
      return issued.secret;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await test.close();
    },
  };
}
