// What is stored as gzip comes out as it was, for whatever unpacks gzip.
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { storeGzip } from '../../../../src/domain/report/packed/stored-gzip.ts';

it.each([0, 1, 65_534, 65_535, 65_536, 200_000])('of %d bytes', (length) => {
  const bytes = Uint8Array.from({ length }, (_, at) => (at * 7919) & 0xff);
  const packed = storeGzip(bytes);
  expect(new Uint8Array(gunzipSync(packed))).toEqual(bytes);
  expect(packed.length).toBeLessThan(length + 64);
});
