// Symbols of native code: functions out of ELF files and Breakpad files, and traces that get their names by build id.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { parseBreakpad } from '../../../../src/domain/report/symbols/breakpad.ts';
import { parseElf } from '../../../../src/domain/report/symbols/elf.ts';
import { functionAt, functionTable } from '../../../../src/domain/report/symbols/function-table.ts';
import { readSymbols, type SymbolFile } from '../../../../src/domain/report/symbols/symbol-set.ts';
import { symbolise } from '../../../../src/domain/report/symbols/symbolise.ts';
import { elfFile } from '../../../samples/elf.ts';

const buildId = '353ef9d6bc4615b680abbf9edf1a4f0e3731a9bf';
const functions = [
  { start: 0x1000, size: 0x20, name: '_ZN4nova4Ring4pushEPi' },
  { start: 0x1020, size: 0x40, name: 'nova_feed' },
  { start: 0x2000, size: 0, name: 'nova_main' },
];
const file = (name: string, content: Uint8Array | string, sha256 = ''): SymbolFile =>
  typeof content === 'string'
    ? { name, bytes: null, text: content, sha256 }
    : { name, bytes: content, text: '', sha256 };
const symbolsOf = (...files: readonly SymbolFile[]) => readSymbols(files).symbols;

const crash = (id: string) => `pid: 1, tid: 2, name: x  >>> novad <<<
signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x8
backtrace:
      #00 pc 0000000000001004  /vendor/lib64/libring.so${id}
      #01 pc 0000000000001044  /vendor/lib64/libring.so${id}
      #02 pc 0000000000002100  /vendor/lib64/libring.so${id}`;

describe('parseElf', () => {
  it.each([true, false])('reads functions and build id (64 bits: %j)', (isWide) => {
    const elf = parseElf(elfFile({ functions, buildId, isWide }));
    expect([elf?.buildId, elf?.isFixed, elf?.functions.names]).toEqual([
      buildId,
      false,
      functions.map(({ name }) => name),
    ]);
  });

  it('takes the mark of Thumb off addresses of Arm', () => {
    const elf = parseElf(
      elfFile({ functions: [{ start: 0x1001, size: 8, name: 'f' }], isWide: false, machine: 40, isFixed: true }),
    );
    expect([elf?.isFixed, elf?.functions.starts[0]]).toEqual([true, 0x1000]);
  });

  it('does not mind any bytes behind its mark', () => {
    const whole = elfFile({ functions, buildId });
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 16 })).map(([at, noise]) => {
      const copy = Uint8Array.from(whole);
      copy.set(noise.subarray(0, Math.max(0, copy.length - at)), at);
      return copy.subarray(0, at % 3 === 0 ? at : copy.length);
    });
    fc.assert(
      fc.property(damaged, (bytes) => {
        const elf = parseElf(bytes);
        expect(elf === null || elf.functions.names.length <= functions.length + 1).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('functionAt', () => {
  const table = functionTable([...functions].reverse());

  it('finds the function that an address is in, and none between them', () => {
    expect([0xfff, 0x1000, 0x101f, 0x1020, 0x1060, 0x9000].map((at) => functionAt(table, at))).toEqual([
      null,
      { name: '_ZN4nova4Ring4pushEPi', offset: 0 },
      { name: '_ZN4nova4Ring4pushEPi', offset: 31 },
      { name: 'nova_feed', offset: 0 },
      null,
      { name: 'nova_main', offset: 0x7000 },
    ]);
  });
});

describe('parseBreakpad', () => {
  const text =
    'MODULE Linux arm64 D6F93E3546BCB61580ABBF9EDF1A4F0E0 libring.so\nFILE 0 a.c\nFUNC 1000 20 0 nova::Ring::push(int*)\n1000 4 7 0\nFUNC m 1020 40 0 nova_feed\nPUBLIC 2000 0 nova_main\n';

  it('reads functions, and the build id out of the module id', () => {
    const parsed = parseBreakpad(text);
    expect([parsed?.buildId, parsed?.module]).toEqual([buildId.slice(0, 32), 'libring.so']);
    expect(parsed?.functions.names).toEqual(['nova::Ring::push(int*)', 'nova_feed', 'nova_main']);
  });

  it('prefers the code id, and takes nothing else for one of its files', () => {
    const coded = text.replace('\nFILE', `\nINFO CODE_ID ${buildId.toUpperCase()}\nFILE`);
    expect(parseBreakpad(coded)?.buildId).toBe(buildId);
    expect(parseBreakpad('MODULE none')).toBeNull();
  });
});

describe('symbolise', () => {
  const symbols = symbolsOf(file('libring.so', elfFile({ functions, buildId })));
  const strict = (text: string) => fingerprintText(text).reading.parts.strict.join(' | ');

  it('names the frames of the build that the trace names', () => {
    const { text, changed } = symbolise(crash(` (BuildId: ${buildId})`), symbols);
    expect([changed, strict(text)]).toEqual([3, 'SEGV | nova::Ring::push | nova_feed | nova_main']);
  });

  it('names none of another build, and goes by the name where there is no build id', () => {
    const other = crash(` (BuildId: ${buildId.replace('3', '4')})`);
    expect(symbolise(other, symbols)).toEqual({ text: other, changed: 0 });
    expect(symbolise(crash(''), symbols).changed).toBe(3);
  });

  it('leaves functions alone that the device knew', () => {
    const named = crash('').replace('libring.so', 'libring.so (nova_known+4)');
    expect(symbolise(named, symbols).text).toContain('(nova_known+4)');
    expect(symbolise(named, symbols).changed).toBe(2);
  });

  it('puts functions below the addresses of a chip, by the digest that the dump tells', () => {
    const dump = (digest: string) =>
      `Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\nPC      : 0x00001004  PS      : 0x00060b30\n\nBacktrace: 0x00001004:0x3ffb2200 0x00001060:0x3ffb21d0\n\nELF file SHA256: ${digest}`;
    const firmware = elfFile({ functions, isFixed: true, isWide: false, machine: 94 });
    const other = elfFile({ functions: [{ start: 0, size: 0, name: 'wrong' }], isFixed: true });
    const known = symbolsOf(file('a.elf', other, 'aa'.repeat(32)), file('b.elf', firmware, 'bb'.repeat(32)));
    const { text } = symbolise(dump('bbbbbbbbb'), known);
    const { keys, reading } = fingerprintText(text);
    expect(keys.strict).toBe(fingerprintText(dump('bbbbbbbbb')).keys.strict);
    expect(reading.parts.alt[0]).toEqual(['LoadProhibited', 'nova::Ring::push', 'nova_feed']);
    expect(symbolise(dump('cccccccc'), known).changed).toBe(0);
  });
});
