// A process of its own that sends requests over a few connections, each waiting for its answer before the next.
import { obeyOrders } from '../own-process.ts';
import { type Connection, openConnection } from './connection.ts';
import type { LoaderAnswer, LoaderOrder } from './messages.ts';

const lists = new Map<string, readonly Buffer[]>();
const open = new Map<number, Connection[]>();

obeyOrders<LoaderOrder, LoaderAnswer>(obey);

async function obey(order: LoaderOrder): Promise<LoaderAnswer> {
  if (order.kind === 'keep') {
    lists.set(
      order.name,
      order.requests.map((request) => Buffer.from(request, 'latin1')),
    );
    return { kind: 'kept' };
  }
  const requests = lists.get(order.list) ?? [];
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const connections = await connectTo(order.port, order.connections);
  return Promise.race([failure, run(order, requests, connections)]);
}

/** Ends the run of the moment; connections outlive it. */
let fail: (error: Error) => void = () => {};

/** Connections stay open from run to run: polls of a fleet do not, but setting them up is the same work for both sides. */
async function connectTo(port: number, count: number): Promise<Connection[]> {
  const kept = (open.get(port) ?? []).filter((connection) => connection.isOpen());
  const missing = Array.from({ length: count - kept.length }, () => openConnection(port, (error) => fail(error)));
  const connections = [...kept, ...(await Promise.all(missing))];
  open.set(port, connections);
  return connections;
}

function run(
  order: Extract<LoaderOrder, { kind: 'run' }>,
  requests: readonly Buffer[],
  connections: readonly Connection[],
): Promise<LoaderAnswer> {
  return new Promise((resolve, reject) => {
    const startedMs = performance.now();
    let sent = 0;
    let answered = 0;
    let bytes = 0;
    const next = (connection: Connection): void => {
      const request = requests[(order.from + sent) % requests.length];
      if (request === undefined) {
        reject(new Error(`no list of requests is called ${order.list}`));
        return;
      }
      sent += 1;
      connection.send(request, (told) => {
        if (told.status !== order.status) return reject(new Error(`answered ${told.status}, not ${order.status}`));
        answered += 1;
        bytes += told.bytes;
        if (sent < order.count) next(connection);
        else if (answered === order.count) resolve({ kind: 'ran', wallMs: performance.now() - startedMs, bytes });
      });
    };
    for (const connection of connections) next(connection);
  });
}
