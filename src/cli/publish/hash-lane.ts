// Hashes on a second core what the first core reads: without it a gigabyte is hashed for longer than some lines take to carry it.
import { Worker } from 'node:worker_threads';

/** The worker, as text: a bundle is one file, and a worker in a file of its own would not be in it. */
const source = `
const { parentPort, workerData: slots } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const whole = createHash('sha512');
parentPort.on('message', ({ slot, length }) => {
  if (length === 0) return parentPort.postMessage(whole.digest('hex'));
  const chunk = slots[slot].subarray(0, length);
  whole.update(chunk);
  parentPort.postMessage(createHash('sha256').update(chunk).digest());
});`;

export type HashLane = {
  /** Memory that both cores see; a slot is free again when its digest is there. */
  readonly slots: readonly Buffer[];
  /** Takes the next chunk of the file, which stands in a slot; resolves to its SHA-256. */
  push(slot: number, lengthBytes: number): Promise<Uint8Array>;
  /** SHA-512 in hex of all chunks in order. */
  finish(): Promise<string>;
  close(): Promise<void>;
};

type Waiting = { readonly resolve: (said: unknown) => void; readonly reject: (cause: unknown) => void };

export function openHashLane(slotCount: number, slotBytes: number): HashLane {
  const slots = Array.from({ length: slotCount }, () => Buffer.from(new SharedArrayBuffer(slotBytes)));
  const worker = new Worker(source, { eval: true, workerData: slots });
  // Answers come in the order of the questions.
  const waiting: Waiting[] = [];
  worker.on('message', (said: unknown) => waiting.shift()?.resolve(said));
  let failure: unknown = null;
  worker.on('error', (cause) => {
    failure = cause;
    for (const { reject } of waiting.splice(0)) reject(cause);
  });
  const ask = (slot: number, length: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (failure !== null) return reject(failure);
      waiting.push({ resolve, reject });
      worker.postMessage({ slot, length });
    });
  return {
    slots,
    push: async (slot, lengthBytes) => expectDigest(await ask(slot, lengthBytes)),
    finish: async () => String(await ask(0, 0)),
    close: async () => void (await worker.terminate()),
  };
}

function expectDigest(said: unknown): Uint8Array {
  if (said instanceof Uint8Array) return said;
  throw new TypeError('the hashing worker answered no digest');
}
