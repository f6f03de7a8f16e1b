// /v1/symbols: files of symbols past the service into storage, and reports that are called by their names afterwards.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareSymbols } from '../../src/domain/report/symbols/prepare.ts';
import type { SymbolFile } from '../../src/domain/report/symbols/symbol-set.ts';
import { runTick } from '../../src/http/operate/run-tick.ts';
import { textCodec } from '../../src/wire/text-codec.ts';
import { firmware, library, mappingText, shrunkTrace, symbolText } from '../samples/symbols.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

let test: FleetApp;
let token: string;
beforeAll(async () => {
  test = await openFleetApp();
  token = (await test.enrol('SN-1')).token;
  await test.addToken('of-nova', 'engineer', 'nova');
  await test.addToken('of-other', 'engineer', 'other');
});
afterAll(() => test.close());

const prepared = (file: SymbolFile) => {
  const made = prepareSymbols(file, textCodec);
  if (!made.ok) return expect.fail(made.refusal);
  const { head, bytes } = made;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, stated: { product: 'nova', ...head, fileName: file.name, sizeBytes: bytes.length, sha256 } };
};
type Begun = { symbols: { id: number; isStored: boolean }; parts: { partNumber: number; url: string }[] };
const begin = (stated: object, as = 'engineer') => test.ask('POST', '/v1/symbols', stated, as);
const finish = (id: number, parts: object[], as = 'engineer') =>
  test.ask('POST', `/v1/symbols/${id}/complete`, { parts }, as);

async function send({ bytes, stated }: ReturnType<typeof prepared>, changes: object = {}) {
  const begun = await begin({ ...stated, ...changes });
  expect(begun.status).toBe(200);
  const { symbols, parts } = begun.body as unknown as Begun;
  const sent = await Promise.all(
    parts.map(async ({ partNumber, url }) => ({ partNumber, etag: await test.storage.sendPart(url, bytes) })),
  );
  return { id: symbols.id, sent };
}

describe('files of symbols', () => {
  it('are there once they are what was said', async () => {
    const file = prepared(library());
    const { id, sent } = await send(file);
    expect((await test.ask('GET', '/v1/symbols?product=nova')).body).toMatchObject({
      items: [{ id, isStored: false, kind: 'library', name: 'libring.so', build: null }],
    });
    expect(await finish(id, sent)).toMatchObject({ status: 200, body: { id, isStored: true } });
    expect(await finish(id, sent)).toMatchObject({ status: 200 });
    expect(await begin(file.stated)).toMatchObject({ status: 200, body: { parts: [], symbols: { isStored: true } } });
    const audit = (await test.ask('GET', '/v1/audit')).body as unknown as { items: { action: string }[] };
    expect(audit.items.filter(({ action }) => action === 'symbols uploaded')).toHaveLength(1);
  });

  it('are refused where they are something else', async () => {
    const file = prepared(firmware());
    const lie = await send(file, { sha256: 'b'.repeat(64) });
    expect(await finish(lie.id, lie.sent)).toMatchObject({ status: 422, body: { type: '/problems/content-differs' } });
    const other = await send(file, { kind: 'library', identity: 'c'.repeat(40) });
    expect(await finish(other.id, other.sent)).toMatchObject({
      status: 422,
      body: { type: '/problems/malformed-symbols' },
    });
    expect(test.storage.kept.size).toBe(1);
    expect((await finish(other.id, [{ partNumber: 1, etag: 'x' }])).body).toMatchObject({
      type: '/problems/parts-unknown',
    });
    const { stated } = prepared(symbolText('mapping.txt', mappingText()));
    for (const [changes, status, code] of [
      [{}, 422, 'build-missing'],
      [{ build: '7.7.7' }, 404, 'unknown-build'],
      [{ identity: 'dd' }, 422, 'malformed-symbols'],
      [{ product: 'luna', identity: 'd'.repeat(40) }, 404, 'unknown-product'],
      [{ sizeBytes: 2 ** 30 }, 400, 'malformed-request'],
      [{ name: 'a\u202eb' }, 400, 'malformed-request'],
    ] as const)
      expect(await begin({ ...stated, ...changes })).toMatchObject({ status, body: { type: `/problems/${code}` } });
  });

  it('are no business of other products', async () => {
    const { stated } = prepared(library());
    expect((await begin(stated, 'of-other')).status).toBe(403);
    expect((await test.ask('GET', '/v1/symbols?product=nova', undefined, 'of-other')).status).toBe(403);
    const parts = [{ partNumber: 1, etag: 'x' }];
    for (const [id, as] of [
      [1, 'of-other'],
      [99, 'of-nova'],
    ] as const)
      expect(await finish(id, parts, as)).toMatchObject({ status: 404, body: { type: '/problems/unknown-symbols' } });
  });

  it('give their names to reports that come later, and to those that came before', async () => {
    const crash = (id: string, build: string) => ({ id, kind: 'crash', build, text: shrunkTrace });
    expect((await test.say(token, 'POST', '/v1/reports', crash('before', '1.2.0'))).status).toBe(201);
    await runTick(test.surroundings);
    const file = await send(prepared(symbolText('mapping.txt', mappingText())), { build: '1.2.0' });
    await finish(file.id, file.sent);
    expect((await test.say(token, 'POST', '/v1/reports', crash('later', '1.2.0'))).status).toBe(201);
    await runTick(test.surroundings);
    const { body } = await test.ask('GET', '/v1/issues?product=nova');
    expect(body).toMatchObject({
      items: [{ title: 'NoStockException in com.nova.shop.Cart.total', reports: 2, devices: 1 }],
    });
    // What was sent stays what was sent.
    expect((await test.ask('GET', '/v1/reports/nova/before')).body).toMatchObject({ text: shrunkTrace, issue: 1 });
  });
});
