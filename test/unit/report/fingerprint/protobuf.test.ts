// Tombstones in protobuf: the same keys as the text of the same crash, and no bytes that do harm.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { fieldsOf, textAt } from '../../../../src/domain/report/fingerprint/protobuf/fields.ts';
import { binaryReportText } from '../../../../src/domain/report/fingerprint/report-text.ts';
import { crashSamples } from '../../../samples/crashes.ts';
import { field, message } from '../../../samples/protobuf.ts';

type FrameParts = { pc: number; fn?: string; offset?: number; file: string; build?: string; mapOffset?: number };

const frame = ({ pc, fn = '', offset = 0, file, build = '', mapOffset = 0 }: FrameParts): Uint8Array =>
  message(field(1, pc), field(4, fn), field(5, offset), field(6, file), field(7, mapOffset), field(8, build));
const thread = (id: number, name: string, frames: readonly Uint8Array[]): Uint8Array =>
  message(
    field(1, id),
    field(2, name),
    field(3, message(field(1, 'pc'), field(2, 0x1f3a8))),
    ...frames.map((one) => field(4, one)),
  );

/** The invented tombstone of the samples, as debuggerd would write it. */
const frames = [
  frame({
    pc: 0x4a000,
    fn: '__memcpy_aarch64_simd',
    offset: 12,
    file: '/apex/com.android.runtime/lib64/bionic/libc.so',
    build: 'ab',
  }),
  ...namesOf(crashSamples.find(({ kind }) => kind === 'tombstone')?.one ?? '').map((fn, at) =>
    frame({ pc: 0x1000 + at, fn, offset: 7, file: '/vendor/lib64/libnovacam.so', build: 'cd' }),
  ),
  frame({
    pc: 0x2000,
    fn: '__pthread_start(void*)',
    offset: 208,
    file: '/apex/com.android.runtime/lib64/bionic/libc.so',
  }),
];
const tombstone = message(
  field(1, 1),
  field(2, 'nova/n1/n1:14/7/1:user/release-keys'),
  field(5, 812),
  field(6, 814),
  field(9, '/vendor/bin/hw/nova.camera-service'),
  field(9, '--verbose'),
  field(
    10,
    message(field(1, 11), field(2, 'SIGSEGV'), field(3, 1), field(4, 'SEGV_MAPERR'), field(8, 1), field(9, 0x10)),
  ),
  field(16, message(field(1, 812), field(2, thread(812, 'main', [])))),
  field(16, message(field(1, 814), field(2, thread(814, 'Binder:812_2', frames)))),
  field(17, message(field(1, 0x1000), field(7, '/system/lib64/libc.so'))),
);

function namesOf(text: string): string[] {
  return [...text.matchAll(/libnovacam\.so \((.+)\+\d+\)/g)].map(([, fn]) => fn ?? '');
}

describe('a tombstone in protobuf', () => {
  it('has the keys of its text', () => {
    const text = crashSamples
      .find(({ kind }) => kind === 'tombstone')
      ?.one.replace(/fault addr \S+/, 'fault addr 0x10');
    const printed = binaryReportText(tombstone) ?? '';
    expect(fingerprintText(printed)).toMatchObject({ kind: 'tombstone' });
    expect(fingerprintText(printed).keys.strict).toBe(fingerprintText(text ?? '').keys.strict);
  });

  it('tells the abort message, and the crashing thread only', () => {
    const printed = binaryReportText(message(tombstone, field(14, 'fence lost\nsignal 6 (SIGABRT)'))) ?? '';
    expect(printed).toContain("Abort message: 'fence lost signal 6 (SIGABRT)'");
    expect(printed).not.toContain('name: main');
  });

  it('keeps what came before a cut', () => {
    const cut = binaryReportText(tombstone.subarray(0, tombstone.length - 20)) ?? '';
    expect(fingerprintText(cut).keys.strict).toBe(fingerprintText(binaryReportText(tombstone) ?? '').keys.strict);
  });

  it('is not seen in texts, nor in other messages', () => {
    const others = [
      'FATAL EXCEPTION: main',
      '{"a":1}',
      '\n\n',
      '\t\tat a.b(C.java:1)',
      'Build',
      '',
      ...crashSamples.map(({ one }) => one),
    ];
    for (const text of others) expect(binaryReportText(new TextEncoder().encode(text))).toBeNull();
    expect(binaryReportText(message(field(1, 1), field(2, 'hello')))).toBeNull();
  });

  it('does not mind any bytes', () => {
    const damaged = fc.tuple(fc.nat(tombstone.length - 1), fc.uint8Array({ maxLength: 12 })).map(([at, noise]) => {
      const copy = Uint8Array.from(tombstone);
      copy.set(noise.subarray(0, copy.length - at), at);
      return copy;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged), (bytes) => {
        const text = binaryReportText(bytes);
        expect(text === null || fingerprintText(text).keys.strict.length === 32).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('fields', () => {
  it('are read up to the first that says more than there is', () => {
    const bytes = Uint8Array.from([...field(1, 300), ...field(2, 'é'), 0x1a, 0x7f, 0x41]);
    const [first, second, ...rest] = [...fieldsOf(bytes, 0, bytes.length)];
    expect([first?.number, first?.value, second === undefined ? '' : textAt(bytes, second), rest]).toEqual([
      1,
      300,
      'é',
      [],
    ]);
  });

  it.each([
    [[0xc3, 0x28], '\ufffd('],
    [[0xc0, 0x80], '\ufffd\ufffd'],
    [[0xed, 0xa0, 0x80], '\ufffd\ufffd\ufffd'],
    [[0xf0, 0x9f, 0x98, 0x80], '\u{1F600}'],
    [[0xf8, 0x41], '\ufffdA'],
    [[0xe2, 0x82], '\ufffd\ufffd'],
  ])('decode %j as text', (raw, text) => {
    const bytes = field(1, Uint8Array.from(raw));
    const [one] = [...fieldsOf(bytes, 0, bytes.length)];
    expect(one === undefined ? null : textAt(bytes, one)).toBe(text);
  });
});
