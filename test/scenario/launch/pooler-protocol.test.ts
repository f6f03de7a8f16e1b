// The pieces of the PostgreSQL protocol that the pooler is made of, without a server.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  encodeFatal,
  encodeQuery,
  encodeStartup,
  encodeWelcome,
  parseNotice,
  parsePairs,
} from '../../../scripts/launch/pg-messages.ts';
import { MessageScanner } from '../../../scripts/launch/pg-scanner.ts';
import { startScram } from '../../../scripts/launch/scram.ts';

describe('SCRAM-SHA-256', () => {
  // The exchange printed in RFC 7677, section 3.
  const nonce = 'rOprNGfwEbeRWgbNEkqO';
  const serverFirst = `r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`;

  it('answers as RFC 7677 does', async () => {
    const login = startScram('pencil', { user: 'user', nonce });
    expect(login.first).toBe(`n,,n=user,r=${nonce}`);
    expect(await login.answer(serverFirst)).toBe(
      `c=biws,r=${nonce}%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
    );
    expect(() => login.check('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')).not.toThrow();
  });

  it('refuses a server that does not know the password, or that answers another nonce', async () => {
    const login = startScram('pencil', { user: 'user', nonce });
    await login.answer(serverFirst);
    expect(() => login.check('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G0=')).toThrow('does not know the password');
    expect(() => login.check('e=other-error')).toThrow('does not know the password');
    await expect(login.answer('r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096')).rejects.toThrow('not a SCRAM answer');
  });
});

describe('following a stream', () => {
  const messages = fc.array(
    fc.record({ tag: fc.constantFrom(...'QZDCSTX'), payload: fc.uint8Array({ maxLength: 300 }) }),
    { maxLength: 20 },
  );

  function encode(tag: string, payload: Uint8Array): Buffer {
    const head = Buffer.alloc(5);
    head.write(tag, 'latin1');
    head.writeInt32BE(payload.length + 4, 1);
    return Buffer.concat([head, payload]);
  }

  function cut(stream: Buffer, at: readonly number[]): Buffer[] {
    const places = [...new Set(at.map((place) => place % (stream.length + 1)))].sort((a, b) => a - b);
    return [0, ...places].map((start, index) => stream.subarray(start, places[index] ?? stream.length));
  }

  it('sees the same messages however the bytes are cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 30 }), (sent, cuts) => {
        const scanner = new MessageScanner();
        const seen: [string, number][] = [];
        for (const chunk of cut(Buffer.concat(sent.map(({ tag, payload }) => encode(tag, payload))), cuts)) {
          scanner.scan(chunk, (tag, _endsAt, lastByte) => seen.push([String.fromCharCode(tag), lastByte]));
        }
        const lengthByte = (payload: Uint8Array) => (payload.length + 4) & 0xff;
        expect(seen).toEqual(sent.map(({ tag, payload }) => [tag, payload.at(-1) ?? lengthByte(payload)]));
        expect(scanner.isBetweenMessages).toBe(true);
      }),
    );
  });

  it('knows when it stands inside a message, and refuses a length that cannot be', () => {
    const query = encodeQuery('select 1');
    for (let size = 1; size < query.length; size++) {
      const scanner = new MessageScanner();
      scanner.scan(query.subarray(0, size), () => expect.unreachable());
      expect(scanner.isBetweenMessages).toBe(false);
    }
    expect(() => new MessageScanner().scan(Buffer.from('Q\0\0\0\x03', 'latin1'), () => undefined)).toThrow(RangeError);
  });
});

describe('messages', () => {
  it('have the bytes of the manual', () => {
    expect(encodeQuery('x').toString('latin1')).toBe('Q\0\0\0\x06x\0');
    expect(encodeStartup({ user: 'a' }).toString('latin1')).toBe('\0\0\0\x10\0\x03\0\0user\0a\0\0');
    const welcome = encodeWelcome(new Map([['n', 'v']]), { pid: 1, secret: 2 }).toString('latin1');
    expect(welcome).toBe('R\0\0\0\x08\0\0\0\0S\0\0\0\x08n\0v\0K\0\0\0\x0c\0\0\0\x01\0\0\0\x02Z\0\0\0\x05I');
  });

  it('are read back', () => {
    const notice = { code: '53300', message: 'too many' };
    expect(parseNotice(encodeFatal({ ...notice, hint: 'wait' }).subarray(5))).toEqual(notice);
    expect([...parsePairs(Buffer.from('a\0b\0c\0\0\0'))]).toEqual([
      ['a', 'b'],
      ['c', ''],
    ]);
  });
});
