// Starts the two runtimes that answer polls, each with the bare routes beside the service in the same process.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorker } from '../../launch/bundle.ts';
import { v8Flags } from '../../launch/worker.ts';
import { startWorkerd } from '../../launch/workerd.ts';
import type { FixedAnswer } from './bare-route.ts';
import type { NodePorts } from './node-side.ts';
import type { PollKind } from './requests.ts';

/** What both sides of both runtimes are given: the environment of the service, and the bytes of the bare routes. */
export type Given = {
  readonly environment: Readonly<Record<string, string>>;
  readonly fixed: Readonly<Record<PollKind, FixedAnswer>>;
  readonly dir: string;
};

export type Runtime = {
  readonly name: 'Node' | 'workerd';
  readonly pid: number;
  readonly ports: { readonly ours: number; readonly bare: Readonly<Record<PollKind, number>> };
  stop(): Promise<void>;
};

export async function startNode({ environment, fixed }: Given): Promise<Runtime> {
  const child = fork(fileURLToPath(new URL('node-side.ts', import.meta.url)), {
    env: { ...process.env, ...environment },
  });
  const ports = await new Promise<NodePorts>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the Node side ended with ${code}`)));
    child.once('message', (told: NodePorts) => resolve(told));
    child.send({ ...fixed });
  });
  const bare = { offer: ports.bare.offer ?? 0, none: ports.bare.none ?? 0 };
  return {
    name: 'Node',
    pid: child.pid ?? 0,
    ports: { ours: ports.ours, bare },
    stop: async () => void child.kill(),
  };
}

export async function startWorker({ environment, fixed, dir }: Given): Promise<Runtime> {
  process.env.MINIFLARE_WORKERD_V8_FLAGS = v8Flags;
  const entrypoints = { ours: 'ours', offer: 'bareOffer', none: 'bareNone' };
  const running = await startWorkerd({
    name: 'the bench',
    pidFile: join(dir, 'bench-worker.pid'),
    log: (level, message) => level !== 'info' && console.error(message),
    miniflare: {
      modules: [
        { type: 'ESModule', path: 'bench.mjs', contents: await bundleWorker('scripts/bench/poll/worker-side.ts') },
      ],
      compatibilityDate: '2026-07-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { ...environment, BARE_OFFER: JSON.stringify(fixed.offer), BARE_NONE: JSON.stringify(fixed.none) },
      port: 0,
      unsafeDirectSockets: Object.values(entrypoints).map((entrypoint) => ({ host: '127.0.0.1', port: 0, entrypoint })),
    },
  });
  const portOf = async (entrypoint: string): Promise<number> =>
    Number((await running.current().unsafeGetDirectURL(undefined, entrypoint)).port);
  const bare = { offer: await portOf(entrypoints.offer), none: await portOf(entrypoints.none) };
  return {
    name: 'workerd',
    pid: running.pid() ?? 0,
    ports: { ours: await portOf(entrypoints.ours), bare },
    stop: running.stop,
  };
}
