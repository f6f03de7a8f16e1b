// Unpacks compressed bodies with a bound on what comes out: a megabyte of zeros packs into a kilobyte.
import * as zlib from 'node:zlib';
import type { Unpack, Unpacked } from '../../app/ports/unpack.ts';

type Options = { readonly maxOutputLength: number };
type Unpacker = (
  bytes: Uint8Array,
  options: Options,
  done: (error: Error | null, unpacked: Uint8Array) => void,
) => void;

/** zstd is there from Node 22.15 on. */
const zstd: unknown = Reflect.get(zlib, 'zstdDecompress');
const isUnpacker = (value: unknown): value is Unpacker => typeof value === 'function';

const unpackers: Readonly<Record<string, Unpacker>> = {
  gzip: zlib.gunzip,
  'x-gzip': zlib.gunzip,
  deflate: zlib.inflate,
  br: zlib.brotliDecompress,
  ...(isUnpacker(zstd) ? { zstd } : {}),
};

const unknown: Unpacked = {
  ok: false,
  refusal: 'unknown-encoding',
  known: ['zstd', 'br', 'gzip', 'deflate'].filter((name) => name in unpackers),
};

/** Two layers are a client behind a proxy; more are an attack. */
const maxLayers = 2;

export const systemUnpack: Unpack = async (bytes, encoding, maxBytes) => {
  const layers = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (layers.length > maxLayers) return unknown;
  let unpacked: Unpacked = { ok: true, bytes };
  for (const layer of layers.reverse()) {
    if (!unpacked.ok) return unpacked;
    const unpacker = Object.hasOwn(unpackers, layer) ? unpackers[layer] : undefined;
    if (unpacker === undefined) return unknown;
    unpacked = await runUnpacker(unpacker, unpacked.bytes, maxBytes);
  }
  return unpacked;
};

function runUnpacker(unpacker: Unpacker, bytes: Uint8Array, maxBytes: number): Promise<Unpacked> {
  return new Promise((resolve) => {
    try {
      unpacker(bytes, { maxOutputLength: maxBytes }, (error, unpacked) => {
        if (error === null) resolve({ ok: true, bytes: new Uint8Array(unpacked) });
        else resolve({ ok: false, refusal: isTooLarge(error) ? 'too-large' : 'damaged' });
      });
    } catch (error) {
      resolve({ ok: false, refusal: isTooLarge(error) ? 'too-large' : 'damaged' });
    }
  });
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && Reflect.get(error, 'code') === 'ERR_BUFFER_TOO_LARGE');
