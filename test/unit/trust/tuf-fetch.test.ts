// Every fetch has a cap and a deadline: endless, dripping and stalling servers are left in time, and the next mirror is asked (properties 10, 11).
import { describe, expect, it } from 'vitest';
import { httpMirror } from '../../../src/device/trust/fetch-file.ts';
import { createClient, createRepository, mirrorOf } from '../../samples/repository.ts';

const chunk = new Uint8Array(1_000);

/** A body of as many pieces as `next` gives; counts what was taken. */
function bodyOf(next: (sent: number) => Promise<Uint8Array | null>) {
  const taken = { bytes: 0, pieces: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await next(taken.pieces);
        if (piece === null) return controller.close();
        taken.pieces += 1;
        taken.bytes += piece.length;
        controller.enqueue(piece);
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken };
}

const mirror = (respond: () => Promise<Response>) =>
  httpMirror(respond, { origin: 'https://mirror.test/repository/', deadlineMs: 40 });
const never = new Promise<never>(() => {});

describe('the cap', () => {
  it('ends an endless body one piece behind it', async () => {
    const { body, taken } = bodyOf(async () => chunk);
    const fetched = await mirror(async () => new Response(body))('timestamp.json', 16_384);
    expect(fetched).toEqual({ kind: 'failed', why: 'too-large' });
    expect(taken.bytes).toBeLessThanOrEqual(16_384 + chunk.length);
  });

  it('is exact to the byte', async () => {
    const respond = async () => new Response(new Uint8Array(100));
    expect(await mirror(respond)('1.snapshot.json', 100)).toMatchObject({ kind: 'found' });
    expect(await mirror(respond)('1.snapshot.json', 99)).toEqual({ kind: 'failed', why: 'too-large' });
  });

  it('is the signed length where one is listed, and the limit of the role elsewhere', async () => {
    const repository = createRepository();
    const caps = new Map<string, number>();
    const serve = mirrorOf(repository);
    const client = await createClient(repository, {
      mirrors: [
        async (name, maxBytes) => {
          caps.set(name, maxBytes);
          return serve(name, maxBytes);
        },
      ],
    });
    await client.refresh();
    expect(Object.fromEntries(caps)).toEqual({
      '2.root.json': 512_000,
      'timestamp.json': 16_384,
      '1.snapshot.json': repository.files.get('1.snapshot.json')?.length,
      '1.targets.json': repository.files.get('1.targets.json')?.length,
    });
  });
});

describe('the deadline', () => {
  const slow = (piece: Uint8Array, ms: number) =>
    new Promise<Uint8Array>((resolve) => setTimeout(() => resolve(piece), ms));

  it.each<[string, () => Promise<Response>]>([
    ['before the headers', () => never],
    ['before the first byte', async () => new Response(bodyOf(() => never).body)],
    [
      'at 99 of 100 bytes',
      async () => new Response(bodyOf((sent) => (sent === 0 ? slow(new Uint8Array(99), 0) : never)).body),
    ],
    ['while it drips', async () => new Response(bodyOf(() => slow(new Uint8Array(1), 5)).body)],
  ])('leaves a server that stalls %s', async (_, respond) => {
    expect(await mirror(respond)('timestamp.json', 16_384)).toEqual({ kind: 'failed', why: 'too-slow' });
  });

  it('tells the platform to stop', async () => {
    let signal: AbortSignal | undefined;
    const fetchFile = httpMirror(
      (_, init) => {
        signal = init?.signal ?? undefined;
        return never;
      },
      { origin: 'https://mirror.test', deadlineMs: 5 },
    );
    await fetchFile('timestamp.json', 100);
    expect(signal?.aborted).toBe(true);
  });

  it('passes to the next mirror', async () => {
    const repository = createRepository();
    const client = await createClient(repository, { mirrors: [mirror(() => never), mirrorOf(repository)] });
    expect(await client.refresh()).toMatchObject({ ok: true });
  });
});

describe('an answer', () => {
  it.each([
    [404, { kind: 'absent' }],
    [403, { kind: 'absent' }],
    [400, { kind: 'failed', why: 'unreachable' }],
    [500, { kind: 'failed', why: 'unreachable' }],
    [206, { kind: 'failed', why: 'unreachable' }],
  ])('of %i is %o', async (status, expected) => {
    expect(await mirror(async () => new Response('x', { status }))('2.root.json', 100)).toEqual(expected);
  });

  it('that is none is a mirror out of reach', async () => {
    const fetched = await mirror(() => Promise.reject(new TypeError('fetch failed')))('2.root.json', 100);
    expect(fetched).toEqual({ kind: 'failed', why: 'unreachable' });
  });

  it('is asked for below the address, without following redirects', async () => {
    const asked: [string, RequestRedirect | undefined][] = [];
    const fetchFile = httpMirror(
      async (url, init) => {
        asked.push([url, init?.redirect]);
        return new Response('x');
      },
      { origin: 'https://mirror.test/repository/', deadlineMs: 1_000 },
    );
    await fetchFile('1.fw-nova.json', 100);
    expect(asked).toEqual([['https://mirror.test/repository/1.fw-nova.json', 'error']]);
  });
});
