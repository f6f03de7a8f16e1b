// An update from offer to confirmed boot, over a network that misbehaves in every known way.
import { describe, expect, it } from 'vitest';
import { confirmBoot } from '../../../src/device/confirm-boot.ts';
import { nodeHasher } from '../../../src/device/node-files.ts';
import type { Memory } from '../../../src/device/ports.ts';
import { type Device, update } from '../../../src/device/update.ts';
import { encodeStatementTarget } from '../../../src/wire/trust/statement-target.ts';
import { fakeStaging } from '../../fakes/staging.ts';
import {
  memory as factory,
  imageBytes,
  sampleOffer,
  sampleStatements,
  sampleUpdater,
  self,
} from '../../samples/offers.ts';
import { dayMs, nowMs } from '../../samples/statements.ts';
import { stopStatement } from '../../samples/trust.ts';

type Answer = (from: number, request: number, signal?: AbortSignal | null) => Response;

const rangeStart = (init?: RequestInit): number =>
  Number(/bytes=(\d+)-/.exec(new Headers(init?.headers).get('range') ?? '')?.[1] ?? 0);

/** A whole and honest server, which tests bend. */
const honest: Answer = (from) =>
  new Response(imageBytes.slice(from), {
    status: from === 0 ? 200 : 206,
    headers: from === 0 ? {} : { 'content-range': `bytes ${from}-${imageBytes.length - 1}/${imageBytes.length}` },
  });

function openDevice(answer: Answer, install: (bytes: Uint8Array) => void = () => {}) {
  let memory: Memory = factory;
  let requests = 0;
  const staging = fakeStaging();
  const reports: string[] = [];
  const installed: Uint8Array[] = [];
  async function keep(next: Memory) {
    memory = next;
  }
  const trust = sampleUpdater();
  const device: Device = {
    self,
    trust,
    origin: 'http://service.test',
    web: async (url, init) =>
      url.includes('/v1/chunks/')
        ? new Response(null, { status: 404 })
        : answer(rangeStart(init), ++requests, init?.signal),
    memory: { load: async () => memory, save: keep },
    staging,
    installer: {
      async install(_image, bytes) {
        for await (const piece of bytes) {
          install(piece);
          installed.push(piece);
        }
      },
    },
    hasher: nodeHasher,
    report: async ({ outcome, build }) => void reports.push(`${outcome} ${build}`),
  };
  return { device, trust, staging, reports, installed, memory: () => memory, requests: () => requests };
}

describe('update', () => {
  it('installs the signed bytes, and counts them only after a confirmed boot', async () => {
    const opened = openDevice(honest);
    expect(await update(opened.device, sampleOffer())).toEqual({
      kind: 'installed',
      version: '1.4.0',
      chunkList: 'absent',
    });
    expect(opened.installed.flatMap((piece) => [...piece])).toEqual([...imageBytes]);
    expect(opened.memory()).toMatchObject({ version: '1.3.0', counter: 41, pending: { version: '1.4.0' } });
    expect(await confirmBoot(opened.device, '1.4.0')).toBe('confirmed');
    expect(opened.memory()).toMatchObject({ version: '1.4.0', counter: 42, otherCounter: 41, pending: null });
    expect(opened.reports).toEqual(['accepted 1.4.0', 'installed 1.4.0', 'confirmed 1.4.0']);
  });

  it('reports a boot that fell back, and raises nothing', async () => {
    const opened = openDevice(honest);
    await update(opened.device, sampleOffer());
    expect(await confirmBoot(opened.device, '1.3.0')).toBe('fell-back');
    expect(opened.memory()).toMatchObject({ version: '1.3.0', counter: 41, otherCounter: null, pending: null });
    expect(opened.reports.at(-1)).toBe('failed 1.4.0');
  });

  it('resumes where a dead connection left it', async () => {
    const opened = openDevice((from, request) =>
      request < 3 ? new Response(imageBytes.slice(from, from + 40_000), honest(from, 1)) : honest(from, 1),
    );
    expect(await update(opened.device, sampleOffer())).toMatchObject({ kind: 'installed' });
    expect(opened.requests()).toBe(3);
  });

  it.each<[string, Answer, string]>([
    [
      'a server that ignores Range',
      (_from, request) => (request === 1 ? new Response(imageBytes.slice(0, 10)) : new Response(imageBytes)),
      'wrong-range',
    ],
    [
      'a shifted range',
      (from) =>
        from === 0
          ? new Response(imageBytes.slice(0, 10))
          : new Response(imageBytes, { status: 206, headers: { 'content-range': 'bytes 0-9/10' } }),
      'wrong-range',
    ],
    ['one byte too many', () => new Response(Uint8Array.from([...imageBytes, 0])), 'too-long'],
    [
      'one byte changed',
      () => new Response(imageBytes.map((byte, at) => (at === 77 ? byte ^ 1 : byte))),
      'hash-mismatch',
    ],
    ['an error page', () => new Response('no', { status: 403 }), 'status'],
  ])('installs nothing from %s', async (_name, answer, why) => {
    const opened = openDevice(answer);
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'interrupted', why });
    expect(opened.installed).toEqual([]);
    expect(opened.memory()).toEqual(factory);
    expect(opened.requests()).toBe(3);
  });

  it('never stages more than was signed', async () => {
    const endless = () =>
      new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(60_000)) }));
    const opened = openDevice(endless);
    await update(opened.device, sampleOffer());
    expect(opened.staging.writes).toBe(3);
  });

  it('fails the install when the staged bytes change between check and use', async () => {
    const opened = openDevice(honest);
    opened.device.staging.read = (() => {
      let reads = 0;
      return async function* () {
        reads += 1;
        yield reads === 1 ? imageBytes : imageBytes.map((byte) => byte ^ 1);
      };
    })();
    expect(await update(opened.device, sampleOffer())).toMatchObject({ kind: 'failed' });
    expect(opened.memory().pending).toBeNull();
    expect(opened.reports).toEqual(['accepted 1.4.0', 'failed 1.4.0']);
  });

  it('reports an install hook that throws', async () => {
    const opened = openDevice(honest, () => {
      throw new Error('slot is read-only');
    });
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'failed', why: 'slot is read-only' });
  });

  it('knows of the build before the other slot is touched, so that the boot after a power cut is explained', async () => {
    let during: Memory | null = null;
    const opened = openDevice(honest, () => {
      during = opened.memory();
      throw new Error('power cut');
    });
    await update(opened.device, sampleOffer());
    expect(during).toMatchObject({ pending: { version: '1.4.0', counter: 42 }, otherCounter: null });
  });

  it.each(['file:///etc/passwd', 'data:text/plain,x', 'http://[', 'javascript:0'])('asks nobody at %s', async (url) => {
    const opened = openDevice(honest);
    expect(await update(opened.device, sampleOffer({ url }))).toEqual({ kind: 'interrupted', why: 'bad-address' });
    expect(opened.requests()).toBe(0);
  });

  it('is no brick when what it trusts ran out: it refuses as stale, and goes on at the next good time', async () => {
    const opened = openDevice(honest);
    const good = opened.trust.refreshed;
    opened.trust.refreshed = { ok: false, role: 'snapshot', refusal: 'expired' };
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'refused', refusal: 'stale' });
    opened.trust.failures.set(sampleOffer().release, { ok: false, role: 'fw-nova', refusal: 'expired' });
    opened.trust.refreshed = good;
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'refused', refusal: 'stale' });
    expect([opened.requests(), opened.memory()]).toEqual([0, factory]);
    opened.trust.failures.clear();
    expect(await update(opened.device, sampleOffer())).toMatchObject({ kind: 'installed' });
  });

  it('remembers a stop that it met, also when it vanishes from its file', async () => {
    const opened = openDevice(honest);
    const [path, target] = encodeStatementTarget({ ...stopStatement, seq: 2 });
    opened.trust.targets.set(path, target);
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'refused', refusal: 'stopped' });
    opened.trust.targets.delete(path);
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'refused', refusal: 'stopped' });
    expect(opened.memory().stopSeqs).toEqual({ 'nova/nova-42': 2 });
    const published = sampleStatements().ceiling?.statement ?? expect.fail();
    const [, lifting] = encodeStatementTarget({ ...published, seq: 2, clearsStopSeq: 2 });
    opened.trust.targets.set(sampleOffer().ceiling ?? '', lifting);
    expect(await update(opened.device, sampleOffer())).toMatchObject({ kind: 'installed' });
  });

  it('judges by the times of the refresh and by no other', async () => {
    const opened = openDevice(honest);
    const times = { ok: true, staleMs: nowMs, clockMs: nowMs } as const;
    opened.trust.refreshed = { ...times, trustedMs: nowMs + 15 * dayMs };
    expect(await update(opened.device, sampleOffer())).toEqual({ kind: 'refused', refusal: 'ceiling-expired' });
    opened.trust.refreshed = { ...times, trustedMs: nowMs };
    expect(await update(opened.device, sampleOffer())).toMatchObject({ kind: 'installed' });
  });

  it.each([
    ['drips a byte at a time', 5],
    ['sends one piece and stalls', 1_000_000],
  ])('gives up on a server that %s', async (_, everyMs) => {
    const opened = openDevice((from, _request, signal) => dripping(from, everyMs, signal));
    expect(await update({ ...opened.device, stallMs: 30 }, sampleOffer())).toEqual({
      kind: 'interrupted',
      why: 'stalled',
    });
    expect(opened.requests()).toBe(3);
  });
});

/** A body that ends when the signal says so, as the platform's does. */
function dripping(from: number, everyMs: number, signal: AbortSignal | null | undefined): Response {
  let timer: NodeJS.Timeout;
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      stream.enqueue(Uint8Array.of(1));
      timer = setInterval(() => stream.enqueue(Uint8Array.of(1)), everyMs);
      signal?.addEventListener('abort', () => {
        clearInterval(timer);
        stream.error(new Error('aborted'));
      });
    },
    cancel: () => clearInterval(timer),
  });
  return new Response(body, { status: 206, headers: { 'content-range': `bytes ${from}-99999/100000` } });
}
