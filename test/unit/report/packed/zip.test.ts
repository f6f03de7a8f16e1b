// Zip archives as phones write them, and as nobody should.
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packedForm } from '../../../../src/domain/report/packed/packed-form.ts';
import { chooseEntries, cutEntry, isZip, listEntries } from '../../../../src/domain/report/packed/zip.ts';
import { zipOf } from '../../../samples/zip.ts';

const open = (bytes: Uint8Array) =>
  listEntries(bytes).map((entry) => {
    const cut = cutEntry(bytes, entry);
    if (cut === null) return null;
    return [entry.name, Buffer.from(cut.isGzip ? gunzipSync(cut.bytes) : cut.bytes).toString()];
  });

it('lists what is inside, deflated or stored, also behind a comment', () => {
  const files = { 'a.txt': 'aaaa'.repeat(100), 'FS/data/b': 'b' };
  for (const options of [{}, { isStored: true }, { comment: 'PK'.repeat(300) }]) {
    const zip = zipOf(files, options);
    expect(isZip(zip)).toBe(true);
    expect(open(zip)).toEqual(Object.entries(files));
  }
});

it('looks at the report itself first, at few, and at nothing else', () => {
  const names = [
    'z.log',
    'FS/data/anr/anr_1',
    'FS/data/tombstones/tombstone_00',
    'bugreport-n1.txt',
    'x.so',
    'main_entry.txt',
  ];
  const zip = zipOf(
    Object.fromEntries([...names, ...Array.from({ length: 20 }, (_, at) => `${at}.txt`)].map((name) => [name, 'x'])),
  );
  const chosen = chooseEntries(listEntries(zip)).map(({ name }) => name);
  expect(chosen.slice(0, 3)).toEqual(['bugreport-n1.txt', 'FS/data/tombstones/tombstone_00', 'FS/data/anr/anr_1']);
  expect(chosen).toHaveLength(6);
});

describe('what is damaged', () => {
  const zip = zipOf({ 'a.txt': 'hello world hello world' });
  it.each(Array.from({ length: 60 }, (_, at) => at))('never throws: byte %i turned, or the end cut there', (at) => {
    const where = Math.floor((at * zip.length) / 60);
    const turned = new Uint8Array(zip);
    turned[where] = (turned[where] ?? 0) ^ 0xff;
    for (const bytes of [turned, zip.slice(0, where)])
      for (const entry of listEntries(bytes)) expect(cutEntry(bytes, entry)?.bytes.length ?? 0).toBeLessThan(200);
  });
});

it('knows what stays closed by its first bytes, and no text as that', () => {
  expect(packedForm(zipOf({ a: 'a' }))).toBe('zip');
  expect(packedForm(Uint8Array.from([0x1f, 0x8b, 8]))).toBe('gz');
  expect(packedForm(Buffer.from('[    0.000000] Booting\0Linux'))).toBeNull();
  expect(packedForm(new Uint8Array())).toBeNull();
});
