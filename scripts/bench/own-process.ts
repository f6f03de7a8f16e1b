// Runs a part of the bench in a process of its own, which obeys one order after another.
import { fork } from 'node:child_process';

export type Failed = { readonly kind: 'failed'; readonly reason: string };

export type OwnProcess<Order, Answer> = {
  /** One order at a time. Throws what went wrong over there. */
  ask(order: Order): Promise<Answer>;
  stop(): void;
};

/** Starts the module at `url`, which calls `obeyOrders` with the same two types. */
export function startOwnProcess<Order extends object, Answer extends { readonly kind: string }>(
  url: URL,
): OwnProcess<Order, Answer> {
  const child = fork(url, { serialization: 'advanced' });
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        const onExit = () => reject(new Error(`${url.pathname} ended`));
        child.once('exit', onExit);
        child.once('message', (told: Answer | Failed) => {
          child.off('exit', onExit);
          if (isFailed(told)) reject(new Error(`${url.pathname}: ${told.reason}`));
          else resolve(told);
        });
        child.send(order);
      }),
    stop: () => void child.kill(),
  };
}

const isFailed = (told: { readonly kind: string }): told is Failed => told.kind === 'failed';

/** The other end: answers each order that this process is sent. */
export function obeyOrders<Order, Answer extends { readonly kind: string }>(
  obey: (order: Order) => Promise<Answer>,
): void {
  const answer = (message: Answer | Failed): void => void process.send?.(message);
  process.on('message', (order: Order) => {
    obey(order).then(answer, (error: unknown) => answer({ kind: 'failed', reason: String(error) }));
  });
}
