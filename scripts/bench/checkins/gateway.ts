// The client of both sides, a process of its own: the same batches over HTTP, or by a bare insert.
import { obeyOrders } from '../own-process.ts';
import { openBareInsert } from './bare-insert.ts';
import { type Checkin, openBatches } from './batches.ts';
import type { GatewayAnswer, GatewayOrder, Lane } from './messages.ts';
import { openPosts } from './posts.ts';

/** Sends a batch and resolves when it is acknowledged. `sender` tells those apart who wait at the same time. */
export type Send = (batch: readonly Checkin[], sender: number) => Promise<void>;

/** As many as the service has connections to the database: all of them are busy on either side. */
const senders = 20;

let opened: Readonly<Record<Lane, Send>> | null = null;
const nextBatch = openBatches();

obeyOrders<GatewayOrder, GatewayAnswer>(async (order) => {
  if (order.kind === 'run') return run(order.lane, order.forMs);
  opened = {
    ours: await openPosts(order, senders),
    bare: await openBareInsert(order.databaseUrl, senders),
  };
  return { kind: 'opened' };
});

async function run(lane: Lane, forMs: number): Promise<GatewayAnswer> {
  const send = opened?.[lane];
  if (send === undefined) throw new Error('nothing is opened yet');
  const startedMs = performance.now();
  let batches = 0;
  const sendOn = async (sender: number): Promise<void> => {
    while (performance.now() - startedMs < forMs) {
      await send(nextBatch(), sender);
      batches += 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, sender) => sendOn(sender)));
  return { kind: 'ran', batches, wallMs: performance.now() - startedMs };
}
