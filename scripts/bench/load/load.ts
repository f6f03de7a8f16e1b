// Starts the loader in a process of its own, so that making requests costs the measured server nothing.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoaderAnswer, LoaderOrder } from './messages.ts';

export type RunOrder = Omit<Extract<LoaderOrder, { kind: 'run' }>, 'kind'>;

export type Load = {
  keep(name: string, requests: readonly string[]): Promise<void>;
  /** Sends `count` requests and waits for every answer. Throws when one of them is not what was expected. */
  run(order: RunOrder): Promise<{ wallMs: number; bytes: number }>;
  stop(): void;
};

export function startLoad(): Load {
  const child = fork(fileURLToPath(new URL('loader.ts', import.meta.url)), { serialization: 'advanced' });
  return {
    async keep(name, requests) {
      await order(child, { kind: 'keep', name, requests });
    },
    async run(words) {
      const told = await order(child, { kind: 'run', ...words });
      if (told.kind !== 'ran') throw new Error(`the loader answered ${told.kind}`);
      return told;
    },
    stop: () => void child.kill(),
  };
}

/** One order at a time: the loader answers in turn. */
function order(child: ChildProcess, words: LoaderOrder): Promise<LoaderAnswer> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('the loader ended'));
    child.once('exit', onExit);
    child.once('message', (told: LoaderAnswer) => {
      child.off('exit', onExit);
      if (told.kind === 'failed') reject(new Error(`the load failed: ${told.reason}`));
      else resolve(told);
    });
    child.send(words);
  });
}
