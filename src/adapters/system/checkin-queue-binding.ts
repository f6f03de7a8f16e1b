// Puts check-ins into a Cloudflare Queue, which is durable once it took them; the consumer moves them to the database.
import { AppError } from '../../app/app-error.ts';
import type { CheckinQueue } from '../../app/ports/checkin-queue.ts';
import type { CheckinBatch } from '../../domain/device/event.ts';

/** What we use of a queue binding. A message of ours has at most 100 events and stays below the 128 KB a queue takes. */
export type QueueBinding = { send(message: CheckinBatch, options: { contentType: 'json' }): Promise<unknown> };

/** What a consumer is given. Nothing but this adapter writes to the queue, so a body is what it sent. */
export type QueueMessage = { readonly body: CheckinBatch };

export function checkinQueueBinding(binding: QueueBinding): CheckinQueue {
  return {
    async putBatches(batches) {
      try {
        await Promise.all(batches.map((batch) => binding.send(batch, { contentType: 'json' })));
      } catch (error) {
        throw new AppError('queue-unavailable', 'The queue of check-ins does not answer.', { cause: error });
      }
    },
  };
}
