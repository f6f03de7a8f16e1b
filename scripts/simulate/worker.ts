// A thread of the simulator: does its part of a job and tells each build's outcomes to the main thread.
import { parentPort, workerData } from 'node:worker_threads';
import { runJob } from './job.ts';

const { job, part } = workerData;
runJob(job, part, (outcomes) => parentPort?.postMessage(outcomes));
