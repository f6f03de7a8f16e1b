// Shares a job between threads and gives its outcomes back in the order of the builds, whichever thread is ahead.
import { Worker } from 'node:worker_threads';
import { type Job, runJob } from './job.ts';
import type { Outcome } from './results/outcome.ts';

/** A worker of Node knows TypeScript only when it is told so from inside, whatever its parent was started with. */
const startText = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./worker.ts', import.meta.url).href)});
});`;

/** `tell` hears each build once, in order; one thread needs no worker. */
export async function shareJob(job: Job, threads: number, tell: (outcomes: Outcome[]) => void): Promise<void> {
  if (threads === 1 || job.builds < 2 * threads) return runJob(job, { from: 0, step: 1 }, tell);
  const queues: Outcome[][][] = Array.from({ length: threads }, () => []);
  const done = queues.map(() => false);
  let turn = 0;
  const drain = () => {
    for (;;) {
      const next = queues[turn]?.shift();
      if (next !== undefined) tell(next);
      else if (done[turn] !== true || queues.every((queue) => queue.length === 0)) return;
      turn = (turn + 1) % threads;
    }
  };
  await Promise.all(
    queues.map(async (queue, index) => {
      await runWorker(job, { from: index, step: threads }, (outcomes) => {
        queue.push(outcomes);
        drain();
      });
      done[index] = true;
      drain();
    }),
  );
}

function runWorker(job: Job, part: { from: number; step: number }, hear: (outcomes: Outcome[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(startText, { eval: true, execArgv: [], workerData: { job, part } });
    worker.on('message', hear);
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });
}
