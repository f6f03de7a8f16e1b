// The client of all sides, a process of its own: the same reports over HTTP, by the verb, or by a bare insert.
import { openConnection } from '../load/connection.ts';
import { obeyOrders } from '../own-process.ts';
import { openBareInsert } from './bare-insert.ts';
import { type Crash, openCrashes } from './crashes.ts';
import type { Lane, ReporterAnswer, ReporterOrder } from './messages.ts';
import { openVerb } from './verb.ts';

/** Resolves when the report is acknowledged. `sender` tells those apart who wait at the same time. */
type Send = (crash: Crash, sender: number) => Promise<void>;

/** As many as the service has connections to the database, on either side. */
const senders = 20;

let opened: Readonly<Record<Lane, Send>> | null = null;
const nextCrash = openCrashes();

obeyOrders<ReporterOrder, ReporterAnswer>(async (order) => {
  if (order.kind === 'run') return run(order.lane, order.forMs);
  const { port, routePort, token, databaseUrl } = order;
  opened = {
    ours: openPosts({ port, token }),
    route: openPosts({ port: routePort, token }),
    verb: openVerb(databaseUrl, senders),
    bare: await openBareInsert(databaseUrl, senders),
  };
  return { kind: 'opened' };
});

async function run(lane: Lane, forMs: number): Promise<ReporterAnswer> {
  const send = opened?.[lane];
  if (send === undefined) throw new Error('nothing is opened yet');
  const startedMs = performance.now();
  let reports = 0;
  const sendOn = async (sender: number): Promise<void> => {
    while (performance.now() - startedMs < forMs) {
      await send(nextCrash(), sender);
      reports += 1;
    }
  };
  await Promise.all(Array.from({ length: senders }, (_, sender) => sendOn(sender)));
  return { kind: 'ran', reports, wallMs: performance.now() - startedMs };
}

type Door = { readonly port: number; readonly token: string };

/** Over connections that stay open, one report at a time on each. Throws at the first that is not acknowledged. */
function openPosts({ port, token }: Door): Send {
  let fail: (error: Error) => void = () => {};
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failure.catch(() => {});
  const head =
    'POST /v1/reports HTTP/1.1\r\nhost: reports.example\r\ncontent-type: application/json\r\n' +
    `authorization: Bearer ${token}\r\n`;
  const kept: Awaited<ReturnType<typeof openConnection>>[] = [];
  return async ({ json }, sender) => {
    const isOpen = kept[sender]?.isOpen() ?? false;
    const connection = isOpen ? kept[sender] : await openConnection(port, (error) => fail(error));
    if (connection === undefined) throw new Error('no connection');
    kept[sender] = connection;
    const request = Buffer.from(`${head}content-length: ${json.length}\r\n\r\n${json}`, 'latin1');
    const answered = new Promise<number>((resolve) => connection.send(request, ({ status }) => resolve(status)));
    const status = await Promise.race([answered, failure]);
    if (status !== 201) throw new Error(`a report was answered ${status}`);
  };
}
