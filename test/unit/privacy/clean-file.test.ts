// Attached files: pictures lose what is not the picture, texts lose what is personal, archives stay closed.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanFile } from '../../../src/domain/privacy/clean-file.ts';
import { textCodec } from '../../../src/wire/text-codec.ts';
import { gif, jpeg, marker, png, webp } from './images.ts';

const clean = (bytes: Uint8Array) => cleanFile(bytes, textCodec);
const kinds = [
  { contentType: 'image/jpeg', make: jpeg },
  { contentType: 'image/png', make: png },
  { contentType: 'image/webp', make: webp },
  { contentType: 'image/gif', make: gif },
];
const bytesOf = (text: string) => new TextEncoder().encode(text);
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

describe.each(kinds)('$contentType', ({ contentType, make }) => {
  it('loses its metadata and nothing of the picture', () => {
    const cleaned = clean(make(true));
    expect(cleaned).toMatchObject({ ok: true, form: 'image', contentType });
    if (!cleaned.ok) return;
    expect(latin1(cleaned.bytes)).not.toContain('Bob');
    expect(latin1(cleaned.bytes)).toBe(latin1(make(false)));
  });

  it('is left alone where there is none', () => {
    expect(clean(make(false))).toMatchObject({ bytes: make(false) });
  });

  it('never leaks metadata and never fails, wherever it is cut off or damaged', () => {
    const whole = make(true);
    for (let end = 0; end < whole.length; end += 1) {
      const cleaned = clean(whole.subarray(0, end));
      if (cleaned.ok && cleaned.form === 'image') expect(latin1(cleaned.bytes)).not.toContain(marker.slice(0, 12));
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const damaged = whole.slice();
        damaged[at] = byte;
        clean(damaged);
      }),
      { numRuns: 300 },
    );
  });
});

describe('cleanFile', () => {
  it('cleans texts of every encoding that logs have', () => {
    const utf16 = (mark: number[], isBig: boolean) =>
      Uint8Array.from([
        ...mark,
        ...[...'mail a@b.de ü'].flatMap((sign) => (isBig ? [0, sign.charCodeAt(0)] : [sign.charCodeAt(0), 0])),
      ]);
    for (const bytes of [
      bytesOf('mail a@b.de ü'),
      bytesOf('\uFEFFmail a@b.de ü'),
      utf16([0xff, 0xfe], false),
      utf16([0xfe, 0xff], true),
      Uint8Array.from(Buffer.from('mail a@b.de ü', 'latin1')),
    ]) {
      const cleaned = clean(bytes);
      expect(cleaned).toMatchObject({ ok: true, form: 'text', removed: { mail: 1 } });
      expect(cleaned.ok && new TextDecoder().decode(cleaned.bytes)).toBe('mail <mail> ü');
    }
  });

  it('cleans UTF-16 that does not say that it is', () => {
    const text = 'mail carla.v@example.org';
    for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from(text, 'utf16le').swap16()]) {
      const cleaned = clean(Uint8Array.from(bytes));
      expect(cleaned).toMatchObject({ ok: true, form: 'text', bytes: bytesOf('mail <mail>') });
    }
  });

  it('masks what can be read in a dump in its place, narrow and wide, and moves nothing', () => {
    const parts = [
      Buffer.from('MDMP\0\u0001\u0002\0', 'latin1'),
      Buffer.from('HOME=/home/carla/x\0', 'latin1'),
      Buffer.from('PASSWORD=geheimnis99\0\u00ff', 'latin1'),
      Buffer.from('owner carla.v@example.org', 'utf16le'),
      Buffer.from('\0\0/system/lib64/libc.so\0', 'latin1'),
    ];
    const whole = Uint8Array.from(Buffer.concat(parts));
    const cleaned = clean(whole);
    expect(cleaned).toMatchObject({ ok: true, form: 'closed', removed: { user: 1, token: 1, mail: 1 } });
    if (!cleaned.ok) return;
    expect(cleaned.bytes).toHaveLength(whole.length);
    const read = latin1(cleaned.bytes);
    expect(read).toContain('HOME=/home/*****/x\0');
    expect(read).toContain('\0/system/lib64/libc.so\0');
    expect(read.replaceAll('\0', '')).not.toMatch(/carla|geheimnis|example/);
  });

  it('masks any bytes without changing what is not readable', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        const bytes = Uint8Array.from([0, 0xff, ...noise]);
        const cleaned = clean(bytes);
        if (!cleaned.ok || cleaned.form !== 'closed') return;
        expect(cleaned.bytes).toHaveLength(bytes.length);
        for (const [at, byte] of cleaned.bytes.entries()) if (byte !== bytes[at]) expect(byte).toBe(0x2a);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps archives closed, byte for byte', () => {
    for (const start of ['PK\u0003\u0004\0\0'.padEnd(30, '\0'), '\u001f\u008b\b\0']) {
      const bytes = Uint8Array.from(Buffer.from(`${start}a@b.de\0`, 'latin1'));
      expect(clean(bytes)).toEqual({
        ok: true,
        form: 'closed',
        contentType: 'application/octet-stream',
        bytes,
        removed: {},
      });
    }
  });

  it('takes no picture that it cannot strip', () => {
    const starts = [
      '\0\0\0\u0018ftypheic',
      '\0\0\0\u0014ftypqt  ',
      '\0\0\0\bwide',
      'II*\0\b\0\0\0',
      '%PDF-1.7\n1 0 obj',
    ];
    starts.push('RIFF\0\0\0\0AVI LIST', 'ID3\u0004\0', '\u001aE\u00df\u00a3', '8BPS\0\u0001', '\0\0\0\u000cJXL \r\n');
    starts.push(
      '\u00ff\u00fb\u0090d',
      '\u00ff\u00f1P\u0080',
      'FLV\u0001',
      '#!AMR\n',
      'FORM\0\0\0 AIFF',
      'caff\0\u0001',
    );
    starts.push('FUJIFILMCCD-RAW 0201', 'gimp xcf v011', 'IIU\0\u0018', 'IIRO\b\0', '0&\u00b2u\u008ef\u00cf\u0011');
    starts.push('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1');
    // Films that begin with room, with a maker's own box, or as a piece of a stream.
    for (const box of ['free', 'uuid', 'styp', 'moof']) starts.push(`\0\0\0\u0018${box}`);
    for (const start of starts) {
      const bytes = Uint8Array.from(Buffer.from(`${start}${'\0'.repeat(30)}Bob`, 'latin1'));
      expect([start, clean(bytes)]).toEqual([start, { ok: false, refusal: 'image-kind' }]);
    }
    for (const text of ['The skip list, 8BP, ID3 tags', 'FORMAT AIFF', 'gimp crashed', 'FUJI', 'caffeine'])
      expect(clean(bytesOf(text))).toMatchObject({ ok: true, form: 'text' });
    expect(clean(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0))).toMatchObject({ ok: true, form: 'closed' });
    expect(clean(Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, 40, 69]))).toEqual({
      ok: false,
      refusal: 'image-unreadable',
    });
  });
});
