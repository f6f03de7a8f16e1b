// A process of its own that sends requests over a few connections, each waiting for its answer before the next.
import { type Connection, openConnection } from './connection.ts';
import type { LoaderAnswer, LoaderOrder } from './messages.ts';

const lists = new Map<string, readonly Buffer[]>();
const open = new Map<number, Connection[]>();

process.on('message', (order: LoaderOrder) => {
  void obey(order).then(answer, (error: unknown) => answer({ kind: 'failed', reason: String(error) }));
});

function answer(message: LoaderAnswer): void {
  process.send?.(message);
}

async function obey(order: LoaderOrder): Promise<LoaderAnswer> {
  if (order.kind === 'keep') {
    lists.set(
      order.name,
      order.requests.map((request) => Buffer.from(request, 'latin1')),
    );
    return { kind: 'kept' };
  }
  const requests = lists.get(order.list) ?? [];
  let failed: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    failed = reject;
  });
  const connections = await connectTo(order.port, order.connections, (error) => failed(error));
  return Promise.race([failure, run(order, requests, connections)]);
}

/** Connections stay open from run to run: polls of a fleet do not, but setting them up is the same work for both sides. */
async function connectTo(port: number, count: number, onFailure: (error: Error) => void): Promise<Connection[]> {
  for (const connection of open.get(port) ?? []) connection.close();
  const connections = await Promise.all(Array.from({ length: count }, () => openConnection(port, onFailure)));
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
