// A staged image in memory.
import type { Staging } from '../../src/device/ports.ts';

export type FakeStaging = Staging & { bytes: Uint8Array; writes: number };

export function fakeStaging(): FakeStaging {
  let owner = '';
  const fake: FakeStaging = {
    bytes: new Uint8Array(),
    writes: 0,
    sizeBytes: async (imageSha256) => (owner === imageSha256 ? fake.bytes.length : 0),
    async append(imageSha256, bytes) {
      fake.bytes = Uint8Array.from([...(owner === imageSha256 ? fake.bytes : []), ...bytes]);
      owner = imageSha256;
      fake.writes += 1;
    },
    async keep(_imageSha256, sizeBytes) {
      fake.bytes = fake.bytes.slice(0, sizeBytes);
    },
    async *read() {
      yield fake.bytes;
    },
    async discard() {
      fake.bytes = new Uint8Array();
    },
  };
  return fake;
}
