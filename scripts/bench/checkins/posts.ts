// Sends batches to the service as gateways do: POST /v1/checkins over connections that stay open.
import { openConnection } from '../load/connection.ts';
import { product } from './batches.ts';
import type { Send } from './gateway.ts';

export type Door = { readonly port: number; readonly token: string };

/** Throws at the first batch that is not acknowledged. */
export async function openPosts({ port, token }: Door, connections: number): Promise<Send> {
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  const head =
    'POST /v1/checkins HTTP/1.1\r\nhost: updates.example\r\ncontent-type: application/json\r\n' +
    `authorization: Bearer ${token}\r\n`;
  const open = () => openConnection(port, (error) => fail(error));
  const kept = await Promise.all(Array.from({ length: connections }, open));
  return async (batch, sender) => {
    let connection = kept[sender];
    if (connection === undefined || !connection.isOpen()) {
      connection = await open();
      kept[sender] = connection;
    }
    const body = JSON.stringify({ product, events: batch });
    const request = Buffer.from(`${head}content-length: ${body.length}\r\n\r\n${body}`, 'latin1');
    const sending = connection;
    const answered = new Promise<number>((resolve) => sending.send(request, ({ status }) => resolve(status)));
    const status = await Promise.race([answered, failure]);
    if (status !== 202) throw new Error(`a batch was answered ${status}`);
  };
}
