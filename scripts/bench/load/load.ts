// Starts the loader in a process of its own, so that making requests costs the measured server nothing.
import { startOwnProcess } from '../own-process.ts';
import type { LoaderAnswer, LoaderOrder } from './messages.ts';

export type RunOrder = Omit<Extract<LoaderOrder, { kind: 'run' }>, 'kind'>;

export type Load = {
  keep(name: string, requests: readonly string[]): Promise<void>;
  /** Sends `count` requests and waits for every answer. Throws when one of them is not what was expected. */
  run(order: RunOrder): Promise<{ wallMs: number; bytes: number }>;
  stop(): void;
};

export function startLoad(): Load {
  const loader = startOwnProcess<LoaderOrder, LoaderAnswer>(new URL('loader.ts', import.meta.url));
  return {
    async keep(name, requests) {
      await loader.ask({ kind: 'keep', name, requests });
    },
    async run(words) {
      const told = await loader.ask({ kind: 'run', ...words });
      if (told.kind !== 'ran') throw new Error(`the loader answered ${told.kind}`);
      return told;
    },
    stop: loader.stop,
  };
}
