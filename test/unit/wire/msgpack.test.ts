// MessagePack as the native SDK of Sentry writes it, and as nobody should.
import { describe, expect, it } from 'vitest';
import { readMsgpack } from '../../../src/wire/sentry/msgpack.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const text = (value: string) => Buffer.from(value).toString('hex');

describe('values', () => {
  it.each([
    ['00 7f ff e0', [0, 127, -1, -32]],
    ['cc ff cd 0100 ce 00010000 cf 0000000100000000', [255, 256, 65536, 4294967296]],
    ['d0 80 d1 8000 d2 80000000 d3 ffffffffffffffff', [-128, -32768, -2147483648, -1]],
    ['c0 c2 c3 ca 3fc00000 cb 3ff8000000000000', [null, false, true, 1.5, 1.5]],
    [`a3 ${text('abc')} d9 02 ${text('de')} da 0001 ${text('f')} db 00000001 ${text('g')}`, ['abc', 'de', 'f', 'g']],
    [`92 01 a1 ${text('x')} dc 0001 02 dd 00000001 03`, [[1, 'x'], [2], [3]]],
    [`81 a1 ${text('k')} 01 de 0001 a1 ${text('l')} 02 df 00000001 a1 ${text('m')} 03`, [{ k: 1 }, { l: 2 }, { m: 3 }]],
    ['c4 02 0102 c7 01 05 ff d4 05 00 d8 05 00000000000000000000000000000000 01', [null, null, null, null, 1]],
  ])('%s', (hex, values) => {
    expect(JSON.parse(JSON.stringify(readMsgpack(bytes(hex))))).toEqual(values);
  });
});

describe('what is damaged or hostile', () => {
  it.each([
    ['ends within a text', `01 a5 ${text('ab')}`, [1]],
    ['claims four billion members', '02 dd ffffffff 01', [2]],
    ['claims four billion bytes', '03 db ffffffff 61', [3]],
  ])('%s', (_, hex, before) => {
    expect(readMsgpack(bytes(hex))).toEqual(before);
  });

  it('is no deeper than an event, and reaches no prototype', () => {
    expect(readMsgpack(bytes('91'.repeat(10_000)))).toEqual([]);
    const [map] = readMsgpack(bytes(`81 a9 ${text('__proto__')} 81 a1 ${text('x')} 01`)) as [object];
    expect(({} as { x?: number }).x).toBeUndefined();
    expect(Object.keys(map)).toEqual(['__proto__']);
  });
});
