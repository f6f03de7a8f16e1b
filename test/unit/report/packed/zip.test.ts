// Zip archives as phones write them, and as nobody should.
import { describe, expect, it } from 'vitest';
import { systemInflate } from '../../../../src/adapters/system/inflate.ts';
import { readEntries, readEntry, sourceOfBytes } from '../../../../src/app/archive-source.ts';
import { chooseEntries } from '../../../../src/domain/report/packed/known-entries.ts';
import { packedForm } from '../../../../src/domain/report/packed/packed-form.ts';
import { isZip } from '../../../../src/domain/report/packed/zip.ts';
import { zipOf } from '../../../samples/zip.ts';

async function open(bytes: Uint8Array): Promise<[string, string][]> {
  const source = sourceOfBytes(bytes);
  const opened: [string, string][] = [];
  for (const entry of await readEntries(source)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of readEntry({ source, inflate: systemInflate }, entry, 1_000_000)) pieces.push(piece);
    opened.push([entry.name, Buffer.concat(pieces).toString()]);
  }
  return opened;
}

it('lists what is inside, deflated or stored, also behind a comment', async () => {
  const files = { 'a.txt': 'aaaa'.repeat(100), 'FS/data/b': 'b' };
  for (const options of [{}, { isStored: true }, { comment: 'PK'.repeat(300) }]) {
    const zip = zipOf(files, options);
    expect(isZip(zip)).toBe(true);
    expect(await open(zip)).toEqual(Object.entries(files));
  }
});

it('looks at the report itself first, at what the system kept then, and at nothing that is no text', async () => {
  const names = [
    'z.log',
    'FS/data/anr/anr_1',
    'FS/data/tombstones/tombstone_00',
    'bugreport-n1.txt',
    'x.so',
    'lib/a.bin',
  ];
  const files = [
    ...names,
    'FS/data/tombstones/tombstone_00.pb',
    ...Array.from({ length: 100 }, (_, at) => `${at}.txt`),
  ];
  const zip = zipOf(Object.fromEntries(files.map((name) => [name, 'x'])));
  const chosen = chooseEntries(await readEntries(sourceOfBytes(zip))).map(({ entry }) => entry.name);
  expect(chosen.slice(0, 4)).toEqual([
    'bugreport-n1.txt',
    'FS/data/tombstones/tombstone_00',
    'FS/data/anr/anr_1',
    'z.log',
  ]);
  expect(chosen).toHaveLength(64);
  expect(chosen.filter((name) => !/txt|log|anr_1|tombstone_00$/.test(name))).toEqual([]);
});

describe('what is damaged', () => {
  const zip = zipOf({ 'a.txt': 'hello world hello world' });
  it.each(Array.from({ length: 60 }, (_, at) => at))(
    'never throws: byte %i turned, or the end cut there',
    async (at) => {
      const where = Math.floor((at * zip.length) / 60);
      const turned = new Uint8Array(zip);
      turned[where] = (turned[where] ?? 0) ^ 0xff;
      for (const bytes of [turned, zip.slice(0, where)])
        for (const [, text] of await open(bytes)) expect(text.length).toBeLessThan(200);
    },
  );
});

it('knows what stays closed by its first bytes, and no text as that', () => {
  expect(packedForm(zipOf({ a: 'a' }))).toBe('zip');
  expect(packedForm(Uint8Array.from([0x1f, 0x8b, 8]))).toBe('gz');
  expect(packedForm(Buffer.from('[    0.000000] Booting\0Linux'))).toBeNull();
  expect(packedForm(new Uint8Array())).toBeNull();
});
