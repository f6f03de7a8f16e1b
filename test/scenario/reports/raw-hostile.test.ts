// Hostile requests over bare sockets to the service on Node and in workerd: lengths that lie, heads that are none, senders that hang up half way.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBenchStore } from '../../../scripts/bench/object-store.ts';
import { openDice } from '../../../scripts/bench/poll/dice.ts';
import { startEmbedded } from '../../../scripts/launch/embedded.ts';
import { type OpenDatabase, openDatabase } from '../../../src/adapters/postgres/database.ts';
import { deriveProjectId } from '../../../src/domain/issue/project-id.ts';
import { freshDatabase } from '../../harness/database.ts';
import { brokenHeads } from '../../samples/broken-heads.ts';
import { type HostileRequest, hostileRequest } from '../../samples/hostile-reports.ts';
import { makeGrounds } from '../launch/grounds.ts';
import { openNodeService } from './serve-on-node.ts';
import { openProduct, product } from './storm.ts';

const count = Number(process.env.ORANGE_HOSTILE ?? 300);
const lanes = 6;
/** Longer than the service waits for the rest of a body. */
const patienceMs = 60_000;

type Subject = {
  readonly url: () => string;
  readonly token: string;
  storedIds(): Promise<Set<string>>;
  close(): Promise<void>;
};

const idsOf = async ({ sql }: Pick<OpenDatabase, 'sql'>): Promise<Set<string>> => {
  const rows = await sql<{ id: string }[]>`
    select id from reports union select report_id from reports_waiting where facts is not null`;
  return new Set(rows.map(({ id }) => id));
};

async function openNode(dir: string): Promise<Subject> {
  const database = await freshDatabase();
  const token = await openProduct(database);
  const store = await startBenchStore(dir);
  const service = await openNodeService({ ...store.environment, DATABASE_URL: database.url });
  const close = async () => {
    await service.kill();
    await store.stop();
    await database.drop();
  };
  return { url: service.url, token, storedIds: () => idsOf(database), close };
}

async function openWorker(dir: string): Promise<Subject> {
  const running = await startEmbedded({ dataDir: dir, port: 0, durability: 'fast', tickMs: 0 });
  const database = openDatabase(running.directDatabaseUrl, 2);
  const token = await openProduct(database);
  const close = async () => {
    await database.close();
    await running.stop();
  };
  return { url: () => running.url, token, storedIds: () => idsOf(database), close };
}

/** As it is, with one of a few lies about where it ends. */
function onWire(at: number, { method, path, headers, body }: HostileRequest): Buffer {
  const dice = openDice(at);
  const lies = [
    `content-length: ${body.length}`,
    `content-length: ${body.length}`,
    `content-length: ${body.length + 1 + dice(5_000)}`,
    `content-length: ${Math.max(0, body.length - dice(50))}`,
    `content-length: ${body.length}\r\ncontent-length: ${dice(9)}`,
    `content-length: ${body.length}\r\ntransfer-encoding: chunked`,
    'transfer-encoding: chunked',
    `transfer-encoding: chunked\r\nx: ${'y'.repeat(dice(40_000))}`,
    '',
  ];
  const said = Object.entries(headers).filter(([name]) => name !== 'content-length');
  const lines = said.map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, 'host: of.test', 'connection: close', ...lines, lies[dice(lies.length)]];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}

/** The status, `closed` where the service hung up without a word, `hung` where nothing came. */
function send(url: string, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    const timer = setTimeout(() => finish('hung'), patienceMs);
    let received = '';
    function finish(told: string) {
      clearTimeout(timer);
      socket.destroy();
      resolve(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? told);
    }
    socket.on('error', () => finish('closed'));
    socket.on('close', () => finish('closed'));
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.end(bytes);
  });
}

const honest = ({ url, token }: Subject, id: string) =>
  fetch(`${url()}/v1/reports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ id, kind: 'bug', build: '1.2.0', title: 'Honest', text: 'It stays on.' }),
  });

describe.each([
  { name: 'Node', open: openNode },
  { name: 'the Worker', open: openWorker },
])('hostile requests to $name', ({ name, open }) => {
  const grounds = makeGrounds();
  let subject: Subject;
  beforeAll(async () => {
    subject = await open(grounds.dir);
  });
  afterAll(async () => {
    await subject?.close();
    grounds.remove();
  });

  it.each(brokenHeads)('$name is answered with what was wrong', async (broken) => {
    const told = await send(subject.url(), Buffer.from(broken.bytes, 'latin1'));
    if (open === openNode && broken.passesOnNode) expect(told).toMatch(/^[24]\d\d$/);
    else expect(told).toBe(String(broken.status));
  });

  it('are answered or hung up on, never with a 5xx, and cost no honest report', async () => {
    expect((await honest(subject, 'honest-0')).status).toBe(201);
    const { token } = subject;
    const target = { project: deriveProjectId(product), key: token, token, reportId: 'honest-0' };
    const told = new Map<string, number>();
    const acknowledged = ['honest-0'];
    let next = 0;
    const lane = async () => {
      for (let at = next++; at < count; at = next++) {
        const request = hostileRequest(2, at, target);
        const answer = await send(subject.url(), onWire(at, request));
        told.set(answer, (told.get(answer) ?? 0) + 1);
        if (at % 20 !== 0) continue;
        const id = `honest-${at + 1}`;
        expect((await honest(subject, id)).status).toBe(201);
        acknowledged.push(id);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    const counts = [...told].map(([answer, times]) => `${answer}: ${times}`).join(', ');
    process.stdout.write(`over bare sockets to ${name}: ${counts}\n`);
    expect([...told.keys()].filter((answer) => !/^(?:[24]\d\d|closed)$/.test(answer))).toEqual([]);
    const stored = await subject.storedIds();
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  }, 3_600_000);
});
