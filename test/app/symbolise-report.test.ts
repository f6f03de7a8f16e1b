// Symbolising by what storage holds: the same names as offline, by a few small reads, and no harm from files that are damaged.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SymbolStore } from '../../src/app/ports/symbols.ts';
import { openPages, symboliseReport } from '../../src/app/symbolise-report.ts';
import { printMinidump } from '../../src/domain/report/fingerprint/minidump/minidump.ts';
import { type Prepared, prepareSymbols } from '../../src/domain/report/symbols/prepare.ts';
import { readSymbols, type SymbolFile } from '../../src/domain/report/symbols/symbol-set.ts';
import { symbolise } from '../../src/domain/report/symbols/symbolise.ts';
import { type Symbols, tokensOf } from '../../src/domain/report/symbols/symbols.ts';
import { textCodec } from '../../src/wire/text-codec.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { withoutSymbols } from '../fakes/symbols.ts';
import { elfFile } from '../samples/elf.ts';
import { ehFrame, sampleFunctions } from '../samples/frames.ts';
import { minidump } from '../samples/minidump.ts';
import {
  breakpadText,
  buildId,
  bundleMap,
  chipDump,
  firmware,
  firmwareSha256,
  library,
  mappingText,
  minifiedStack,
  namelessTombstone,
  shrunkTrace,
  symbolBytes,
  symbolText,
} from '../samples/symbols.ts';

const prepared = (file: SymbolFile): Extract<Prepared, { ok: true }> => {
  const answer = prepareSymbols(file, textCodec);
  return answer.ok ? answer : expect.fail(answer.refusal);
};

/** A store of files that all belong to the build that is asked for. */
function open(...files: readonly SymbolFile[]) {
  const storage = fakeStorage();
  const held = files.map((file, at): Symbols => {
    const { head, bytes } = prepared(file);
    const objectKey = `symbols/${at}`;
    storage.kept.set(objectKey, { body: bytes, etag: '' });
    const row = { fileName: file.name, sizeBytes: bytes.length, sha256: '', uploadId: null, createdMs: 1 };
    return { ...head, ...row, id: at + 1, product: 'nova', buildId: 'nova-2', objectKey };
  });
  const symbols: SymbolStore = {
    ...withoutSymbols.symbols,
    findSymbols: async (_, __, tokens) =>
      held.filter((file) => Object.values(tokensOf(file)).some((token) => token !== null && tokens.includes(token))),
  };
  const ports = { symbols, pages: openPages(storage.objects, textCodec) };
  const name = (text: string) =>
    symboliseReport(ports, { product: 'nova', buildId: 'nova-2', reportedBuild: '1.2.0', text });
  return { storage, name };
}

const map = () => symbolText('app.min.js.map', JSON.stringify(bundleMap));
const walkable = symbolBytes(
  'libring.so',
  elfFile({
    functions: sampleFunctions.map(({ start, size }) => ({ start, size, name: `f${start.toString(16)}` })),
    buildId,
    machine: 62,
    frames: { bytes: ehFrame(sampleFunctions, 0x4000), address: 0x4000 },
  }),
);
/** Above the way back lie words that look like one. */
const scattered = [{ code: 0x2070 }, ...Array.from({ length: 4 }, () => ({ plain: 9 })), { code: 0x2010 }];
const dumpText = printMinidump(minidump({ offset: 0x1044, stack: scattered })) ?? '';
const cases: readonly (readonly [string, SymbolFile, string, string])[] = [
  ['a mapping', symbolText('mapping.txt', mappingText(5_000)), shrunkTrace, 'com.nova.shop.Cart.total'],
  ['a library', library(9_000), namelessTombstone(), 'nova_feed'],
  ['a library by the head of its id', library(), namelessTombstone(` (BuildId: ${buildId.slice(0, 32)})`), 'nova_feed'],
  ['a library by its name', library(), namelessTombstone(''), 'nova_feed'],
  ['a file of Breakpad', symbolText('libring.so.sym', breakpadText), namelessTombstone(), 'nova::Ring::push'],
  ['the calls of a minidump', walkable, dumpText, 'f2000+15'],
  ['firmware', firmware(), chipDump, 'sensor_read'],
  ['a source map', map(), minifiedStack, 'checkout'],
];

describe('symboliseReport', () => {
  it.each(cases)('gives by %s the names that the file gives offline', async (_, file, text, name) => {
    const { storage, name: ask } = open(file);
    const answer = await ask(text);
    expect(answer.text).toContain(name);
    expect(answer.text).toBe(symbolise(text, readSymbols([file]).symbols).text);
    expect(answer.wants).toBeNull();
    expect(storage.asked.length).toBeLessThanOrEqual(6);
    expect(storage.asked.every((call) => call.startsWith('range '))).toBe(true);
  });

  it('reads what it read before no second time', async () => {
    const { storage, name } = open(symbolText('mapping.txt', mappingText(5_000)));
    await name(shrunkTrace);
    const before = storage.asked.length;
    expect((await name(shrunkTrace)).text).toContain('com.nova.shop.Cart.total');
    expect(storage.asked.length).toBe(before);
  });

  it('asks nobody for a text that has all of its names', async () => {
    const { storage, name } = open();
    for (const text of ['java.lang.Error: x\n\tat com.nova.Camera.open(Camera.java:41)', 'It is slow.', ''])
      expect(await name(text)).toEqual({ text, changed: 0, wants: null });
    expect(storage.asked).toEqual([]);
  });

  it('says what nobody has symbols for', async () => {
    const { name } = open();
    const said = async (text: string) => (await name(text)).wants;
    expect(await said(namelessTombstone())).toBe(` library:${buildId} `);
    expect(await said(namelessTombstone(''))).toBe(' library:libring.so ');
    expect(await said(shrunkTrace)).toBe(' mapping ');
    expect(await said(shrunkTrace.replaceAll('SourceFile', 'r8-map-id-7d2c1f3'))).toBe(' mapping:7d2c1f3 ');
    expect(await said(chipDump)).toBe(` firmware:${firmwareSha256.slice(0, 8)} `);
    expect(await said(minifiedStack)).toBe(' map:app.min.js ');
    const id = '1a2b3c4d5e6f708192a3b4c5d6e7f809';
    expect(await said(`${minifiedStack}\n\ndebug id app.min.js: ${id}`)).toBe(` map:${id} `);
  });

  it('takes of two mappings the one that knows the classes, and none where both do', async () => {
    const other = mappingText().replaceAll('-> a.', '-> z.').replaceAll('shop', 'cafe');
    const first = symbolText('shop.txt', mappingText());
    expect((await open(first, symbolText('cafe.txt', other)).name(shrunkTrace)).text).toContain('com.nova.shop.Cart');
    const same = symbolText('cafe.txt', mappingText().replaceAll('shop', 'cafe'));
    expect((await open(first, same).name(shrunkTrace)).changed).toBe(0);
  });

  it('leaves a text as it is when the file is damaged, gone, or of another version', async () => {
    const whole = prepared(library(2_000)).bytes;
    const damaged = fc
      .tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 12 }), fc.boolean())
      .map(([at, noise, isCut]) => {
        const copy = Uint8Array.from(whole);
        copy.set(noise.subarray(0, copy.length - at), at);
        return isCut ? copy.subarray(0, at) : copy;
      });
    await fc.assert(
      fc.asyncProperty(damaged, async (bytes) => {
        const { storage, name } = open(library(2_000));
        storage.kept.set('symbols/0', { body: bytes, etag: '' });
        expect((await name(namelessTombstone())).text.split('\n').length).toBe(7);
      }),
      { numRuns: 150 },
    );
    const { storage, name } = open(library());
    const later = Uint8Array.from(prepared(library()).bytes);
    later[8] = 2;
    for (const body of [later, null]) {
      if (body === null) storage.kept.clear();
      else storage.kept.set('symbols/0', { body, etag: '' });
      const { changed, wants } = await name(namelessTombstone());
      // It wants nothing more: nobody would bring these symbols again.
      expect([changed, wants]).toEqual([0, null]);
    }
  });
});

describe('prepareSymbols', () => {
  it('is refused what holds no symbols', () => {
    for (const file of [symbolText('a.txt', 'hello'), symbolText('b.json', '{"version":3}'), symbolText('c', '')])
      expect(prepareSymbols(file, textCodec)).toEqual({ ok: false, refusal: 'no-symbols' });
  });

  it('writes the same bytes for the same file', () => {
    expect(prepared(map()).bytes).toEqual(prepared(map()).bytes);
    expect(prepared(symbolText('m', mappingText(10, '7d2c1f3'))).head).toEqual({
      kind: 'mapping',
      identity: '7d2c1f3',
      name: 'm',
    });
  });

  it('finds every place of a map of many pages again', async () => {
    const rows = Array.from({ length: 400 }, (_, at) =>
      Array.from({ length: 20 }, (__, col) => `${col === 0 ? 'A' : 'C'}AAA${at === 0 && col === 0 ? 'A' : ''}`).join(
        ',',
      ),
    );
    const large = { version: 3, file: 'bundle.js', sources: ['src/a.ts'], names: ['go'], mappings: rows.join(';') };
    const file = symbolText('bundle.js.map', JSON.stringify(large));
    const text = `Error: x\n${[1, 57, 126, 399, 400].map((line) => `    at f (bundle.js:${line}:17)`).join('\n')}`;
    const { storage, name } = open(file);
    expect((await name(text)).text).toBe(symbolise(text, readSymbols([file]).symbols).text);
    expect(storage.asked.length).toBeGreaterThan(2);
  });
});
