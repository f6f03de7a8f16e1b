// The Node door and the bare routes in one process, each on a port of its own.
import { serve } from '@hono/node-server';
import { composeProcess } from '../../../src/compose.ts';
import { parseConfig, readEnvironment } from '../../../src/config.ts';
import { openDoor } from '../../../src/http/door.ts';
import type { Surroundings } from '../../../src/http/shared/http-env.ts';
import { bareRoute, type FixedAnswer } from './bare-route.ts';

export type NodeOrder = { readonly [kind: string]: FixedAnswer };
export type NodePorts = { readonly ours: number; readonly bare: Readonly<Record<string, number>> };

const { process: parts, log } = composeProcess(parseConfig(readEnvironment()));
const answer = openDoor();
const surroundings: Surroundings = {
  process: parts,
  log,
  stores() {
    throw new Error('a poll asked for the database');
  },
  background: (work) => void work,
};

process.on('SIGTERM', () => process.exit());
process.once('message', (fixed: NodeOrder) => void start(fixed));

async function start(fixed: NodeOrder): Promise<void> {
  const ours = await listen((request) => answer(request, surroundings));
  const bare: Record<string, number> = {};
  for (const [kind, fixedAnswer] of Object.entries(fixed)) bare[kind] = await listen(bareRoute(fixedAnswer).fetch);
  process.send?.({ ours, bare } satisfies NodePorts);
}

/** Answers the port. */
function listen(fetch: (request: Request) => Response | Promise<Response>): Promise<number> {
  return new Promise((resolve) => {
    serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  });
}
