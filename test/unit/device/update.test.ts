// An update from offer to confirmed boot, over a network that misbehaves in every known way.
import { describe, expect, it } from 'vitest';
import { confirmBoot } from '../../../src/device/confirm-boot.ts';
import { nodeHasher } from '../../../src/device/node-files.ts';
import type { Memory } from '../../../src/device/ports.ts';
import { type Device, update } from '../../../src/device/update.ts';
import { fakeStaging } from '../../fakes/staging.ts';
import { memory as factory, imageBytes, sampleOffer, self } from '../../samples/offers.ts';
import { nowMs } from '../../samples/statements.ts';

type Answer = (from: number, request: number) => Response;

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
  const device: Device = {
    self,
    origin: 'http://service.test',
    web: async (_url, init) => answer(rangeStart(init), ++requests),
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
  return { device, staging, reports, installed, memory: () => memory, requests: () => requests };
}

describe('update', () => {
  it('installs the signed bytes, and counts them only after a confirmed boot', async () => {
    const opened = openDevice(honest);
    expect(await update(opened.device, sampleOffer(), nowMs)).toEqual({ kind: 'installed', version: '1.4.0' });
    expect(opened.installed.flatMap((piece) => [...piece])).toEqual([...imageBytes]);
    expect(opened.memory()).toMatchObject({ version: '1.3.0', counter: 41, pending: { version: '1.4.0' } });
    expect(await confirmBoot(opened.device, '1.4.0')).toBe('confirmed');
    expect(opened.memory()).toMatchObject({ version: '1.4.0', counter: 42, securityFloor: 40, pending: null });
    expect(opened.reports).toEqual(['accepted 1.4.0', 'installed 1.4.0', 'confirmed 1.4.0']);
  });

  it('reports a boot that fell back, and raises nothing', async () => {
    const opened = openDevice(honest);
    await update(opened.device, sampleOffer(), nowMs);
    expect(await confirmBoot(opened.device, '1.3.0')).toBe('fell-back');
    expect(opened.memory()).toMatchObject({ version: '1.3.0', counter: 41, pending: null });
    expect(opened.reports.at(-1)).toBe('failed 1.4.0');
  });

  it('resumes where a dead connection left it', async () => {
    const opened = openDevice((from, request) =>
      request < 3 ? new Response(imageBytes.slice(from, from + 40_000), honest(from, 1)) : honest(from, 1),
    );
    expect(await update(opened.device, sampleOffer(), nowMs)).toMatchObject({ kind: 'installed' });
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
    expect(await update(opened.device, sampleOffer(), nowMs)).toEqual({ kind: 'interrupted', why });
    expect(opened.installed).toEqual([]);
    expect(opened.memory()).toEqual(factory);
    expect(opened.requests()).toBe(3);
  });

  it('never stages more than was signed', async () => {
    const endless = () =>
      new Response(new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(60_000)) }));
    const opened = openDevice(endless);
    await update(opened.device, sampleOffer(), nowMs);
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
    expect(await update(opened.device, sampleOffer(), nowMs)).toMatchObject({ kind: 'failed' });
    expect(opened.memory().pending).toBeNull();
    expect(opened.reports).toEqual(['accepted 1.4.0', 'failed 1.4.0']);
  });

  it('reports an install hook that throws', async () => {
    const opened = openDevice(honest, () => {
      throw new Error('slot is read-only');
    });
    expect(await update(opened.device, sampleOffer(), nowMs)).toEqual({ kind: 'failed', why: 'slot is read-only' });
  });
});
