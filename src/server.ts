// The other door: the same app on Node, with pooled connections, for those who run it on a machine of their own.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { smtpPostman } from './adapters/mail/smtp-postman.ts';
import { checkBucket } from './adapters/objects/check-bucket.ts';
import { openBucket } from './adapters/objects/client.ts';
import { putOnNode } from './adapters/objects/put-on-node.ts';
import { openLastingDatabase } from './adapters/postgres/lasting-database.ts';
import { nodeCourier } from './adapters/system/node-courier.ts';
import { openUnderWay } from './adapters/system/under-way.ts';
import { callPatienceMs, composeProcess, composeStores } from './compose.ts';
import { type Config, ConfigError, parseConfig, quietSdk, readEnvironment } from './config.ts';
import { answerOnNode } from './http/device/poll-on-node.ts';
import { answerRushed, findRushed } from './http/device/rush-on-node.ts';
import { openDoor } from './http/door.ts';
import { runTick } from './http/operate/run-tick.ts';
import type { Surroundings } from './http/shared/http-env.ts';
import { refusalOfHost, refuseAddress, refuseOnNode, refuseOnSockets } from './http/shared/unreadable-on-node.ts';

/** More than this only queues inside PostgreSQL on the machines measured (performance.md 3c). */
const poolConnections = 20;

/** A minute of the service's clock, as the cron of the edge ticks; a faster clock ticks once a second at most. */
const tickEveryMs = (clockRate: number) => Math.max(1_000, 60_000 / clockRate);

quietSdk();
const config = readConfig();

/** Whoever starts it reads one line of what to mend, and no stack. */
function readConfig(): Config {
  try {
    return parseConfig(readEnvironment());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}

const { process: parts, log: write } = composeProcess(config, {
  courier: nodeCourier({ mayCallLocalhost: config.mayCallLocalhost, patienceMs: callPatienceMs }),
  postman: config.mail === null ? null : smtpPostman(config.mail),
  checkins: null,
  // Storage answers in 20 to 100 ms where it is elsewhere: 128 texts are there within half a second.
  storageLanes: 24,
  openPutOnce: putOnNode,
});
const database = openLastingDatabase(config.databaseUrl, poolConnections, composeStores);
const answer = openDoor();
const underWay = openUnderWay();

/** Of work that the end of the process cuts off nobody has to hear: the next start goes on with it. */
let isCutOff = false;
const log: typeof write = (...said) => {
  if (!isCutOff) write(...said);
};

const surroundings: Surroundings = {
  process: parts,
  log,
  stores: database.current,
  background: (work) =>
    void underWay.add(work.catch((error: unknown) => log('error', 'background work failed', { cause: String(error) }))),
};

const nameRequest = () => parts.entropy.randomHex(8);
const listener = getRequestListener((request) => answer(request, surroundings), {
  hostname: 'localhost',
  errorHandler: (error) => {
    if (error instanceof RequestError) return refuseAddress(nameRequest());
    log('error', 'a request was not answered', { cause: String(error) });
    return new Response(null, { status: 500 });
  },
});
const server = createServer((incoming, outgoing) => {
  if (answerOnNode(incoming, outgoing, surroundings)) return;
  answerRest(incoming, outgoing).catch((error: unknown) => {
    log('error', 'a request was not answered', { cause: String(error) });
    outgoing.destroy();
  });
});

refuseOnSockets(server, nameRequest);

/** What was read of a body for nothing is handed on where the listener looks for it. */
async function answerRest(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const refusal = refusalOfHost(incoming.url ?? '', incoming.rawHeaders);
  if (refusal !== null) return refuseOnNode(outgoing, refusal, nameRequest());
  const rushed = findRushed(incoming, surroundings);
  if (rushed !== null) {
    const body = await readWhole(incoming).catch(() => null);
    // It broke off: nobody is left to answer.
    if (body === null || (await answerRushed(rushed, body, outgoing, surroundings))) return;
    Object.assign(incoming, { rawBody: body });
  }
  await listener(incoming, outgoing);
}

/** At most as long as its head says, which was looked at; Node holds it to that. */
function readWhole(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    incoming.once('error', reject);
    // It closes after every request: an error is made only where there is one.
    incoming.once('close', () => {
      if (!incoming.complete) reject(new Error('the body broke off'));
    });
  });
}
/** Longer than proxies hold a quiet connection (nginx and the load balancers of clouds: 60 s): else a request meets its end. */
server.keepAliveTimeout = 75_000;
server.listen(config.port, '0.0.0.0', () => {
  const address = server.address();
  log('info', 'listening', { port: typeof address === 'object' ? address?.port : address });
});

/** What is out of reach may come back, so the service goes on; but whoever started it is told at once, and what to mend. */
async function lookOnce() {
  const storage = await checkBucket(openBucket(config.s3));
  if (storage !== null) log('error', 'the object storage cannot be used', { endpoint: config.s3.endpoint, ...storage });
  await database
    .current()
    .health.loadDurability()
    .catch((error: unknown) => {
      const hint = 'Mend DATABASE_URL, or start what answers there.';
      log('error', 'the database cannot be used', { cause: causeOf(error), hint });
    });
}

/** The innermost says what happened. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause instanceof Error ? causeOf(error.cause) : String(error);
void underWay.add(lookOnce());

/** One after another: the next tick waits until this one is done, however long it takes. */
let ticking: NodeJS.Timeout | null = null;
function tickOn() {
  ticking = setTimeout(async () => {
    await underWay.add(runTick(surroundings));
    if (ticking !== null) tickOn();
  }, tickEveryMs(config.clock.rate));
}
tickOn();

/** Managers of services kill what has not ended within half a minute, or later. */
const stopPatienceMs = 20_000;

/** Answers and work that were begun are ended first. A second signal ends the process at once. */
async function stop() {
  if (ticking !== null) clearTimeout(ticking);
  ticking = null;
  void underWay.add(new Promise((resolve) => server.close(resolve)));
  if (!(await underWay.ended(stopPatienceMs))) {
    log('info', 'ended in the middle of work; the next start goes on with it', {});
    isCutOff = true;
    server.closeAllConnections();
    // Whatever waits for somebody else's answer would hold the process.
    setTimeout(() => process.exit(), 5_000).unref();
  }
  await database.close();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
