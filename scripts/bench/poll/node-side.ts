// The Node door, as server.ts opens it, and the bare routes in one process, each on a port of its own.
import { createServer, type RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { nodeCourier } from '../../../src/adapters/system/node-courier.ts';
import { composeProcess } from '../../../src/compose.ts';
import { parseConfig, readEnvironment } from '../../../src/config.ts';
import { answerOnNode } from '../../../src/http/device/poll-on-node.ts';
import { openDoor } from '../../../src/http/door.ts';
import type { Surroundings } from '../../../src/http/shared/http-env.ts';
import { bareRoute, type FixedAnswer } from './bare-route.ts';

export type NodeOrder = { readonly [kind: string]: FixedAnswer };
export type NodePorts = { readonly ours: number; readonly bare: Readonly<Record<string, number>> };

const courier = nodeCourier({ mayCallLocalhost: false, patienceMs: 1_000 });
const { process: parts, log } = composeProcess(parseConfig(readEnvironment()), {
  courier,
  postman: null,
  checkins: null,
});
const answer = openDoor();
const surroundings: Surroundings = {
  process: parts,
  log,
  stores() {
    throw new Error('a poll asked for the database');
  },
  background: (work) => void work,
};

process.once('message', (fixed: NodeOrder) => void start(fixed));

async function start(fixed: NodeOrder): Promise<void> {
  const rest = getRequestListener((request) => answer(request, surroundings));
  const ours = await listen((incoming, outgoing) => {
    if (!answerOnNode(incoming, outgoing, surroundings)) void rest(incoming, outgoing);
  });
  const bare: Record<string, number> = {};
  for (const [kind, answered] of Object.entries(fixed)) {
    bare[kind] = await listen(getRequestListener(bareRoute(answered).fetch));
  }
  process.send?.({ ours, bare } satisfies NodePorts);
}

/** Answers the port. */
function listen(listener: RequestListener): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
