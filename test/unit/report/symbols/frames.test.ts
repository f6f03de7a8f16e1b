// How functions keep the way back to their callers, and stacks of minidumps that are walked by it.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../../src/domain/privacy/clean-text.ts';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { binaryReportText } from '../../../../src/domain/report/fingerprint/report-text.ts';
import { parseElf } from '../../../../src/domain/report/symbols/elf.ts';
import { readFrames } from '../../../../src/domain/report/symbols/frames/dwarf-frames.ts';
import {
  frameRules,
  printBlock,
  readFrameBlocks,
  rulesAt,
} from '../../../../src/domain/report/symbols/frames/frame-rules.ts';
import { readSymbols } from '../../../../src/domain/report/symbols/symbol-set.ts';
import { symbolise } from '../../../../src/domain/report/symbols/symbolise.ts';
import { elfFile } from '../../../samples/elf.ts';
import { ehFrame, sampleFunctions, sampleLines } from '../../../samples/frames.ts';
import { minidump } from '../../../samples/minidump.ts';
import { buildId, symbolBytes } from '../../../samples/symbols.ts';

const address = 0x4000;
const frames = { bytes: ehFrame(sampleFunctions, address), address };
const functions = sampleFunctions.map(({ start, size }) => ({ start, size, name: `f${start.toString(16)}` }));
const library = elfFile({ functions, buildId, machine: 62, frames });
const print = (...args: Parameters<typeof minidump>) => binaryReportText(minidump(...args)) ?? expect.fail('no text');
const pcs = (text: string) => Array.from(text.matchAll(/#\d\d pc 0*([0-9a-f]+) {2}\S+/g), ([, pc]) => pc);
const named = (text: string, file = library) =>
  symbolise(text, readSymbols([symbolBytes('libring.so', file)]).symbols).text;

describe('call frame information', () => {
  it('is read out of ELF files in the words of symbol files', () => {
    const blocks = parseElf(library)?.frames ?? [];
    expect(blocks.map(printBlock).join('')).toBe(sampleLines);
    expect(readFrameBlocks(`MODULE x\nFUNC 1000 10 0 f\n${sampleLines}`)).toEqual(blocks);
  });

  it('says for each address what holds there, and for none outside', () => {
    const rules = frameRules(readFrameBlocks(sampleLines));
    const cfa = (at: number) => rulesAt(rules, at)?.get('.cfa');
    expect([0xfff, 0x1000, 0x1004, 0x10ff, 0x1100, 0x2010, 0x2044].map(cfa)).toEqual([
      undefined,
      '$rsp 8 +',
      '$rsp 16 +',
      '$rsp 48 +',
      undefined,
      '$rbp 16 +',
      '$rsp 8 +',
    ]);
    expect(rulesAt(rules, 0x2044)?.get('rbp')).toBe('$rbp');
  });

  it('does not mind any bytes', () => {
    const whole = frames.bytes;
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 24 })).map(([at, noise]) => {
      const copy = Uint8Array.from(whole);
      copy.set(noise.subarray(0, copy.length - at), at);
      return copy;
    });
    const section = { isLittle: true, width: 8, address, machine: 62, isEh: true } as const;
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        expect(readFrames({ ...section, bytes }).length).toBeLessThan(60);
        expect(readFrames({ ...section, bytes, isEh: false }).length).toBeLessThan(60);
      }),
      { numRuns: 500 },
    );
  });
});

/** `f1000` made room of 48 bytes, a word of which looks like a call; `f2000` called it, and `f3000` that. */
const stack = [
  { code: 0x2070 },
  { plain: 7 },
  { code: 0x1077 },
  { plain: 9 },
  { plain: 9 },
  { code: 0x2010 },
  { plain: 3 },
  { word: 0 },
  { code: 0x1020 },
];
/** The frame of `f2000`: its own `rbp` is the second word in the register, so it has to be higher. */
const framed = [
  { plain: 1 },
  { word: 7 },
  { code: 0x1077 },
  { plain: 9 },
  { plain: 9 },
  { code: 0x2010 },
  { plain: 3 },
  { plain: 0 },
  { code: 0x3008 },
];

describe('the stack of a minidump', () => {
  it('is walked by the rules of the functions on it, not by what lies about', () => {
    const text = print({ offset: 0x1044, stack });
    expect(pcs(text.split('loaded')[0] ?? '').slice(0, 2)).toEqual(['1044', '206f']);
    const walked = named(text);
    expect(pcs(walked.split('perhaps')[0] ?? '').slice(0, 2)).toEqual(['1044', '200f']);
    expect(walked).toContain('#01 pc 000000000000200f  /opt/nova/libring.so (f2000+15)');
    expect(walked).toContain('stack: #00 by context, from #01 by call frame information');
    expect(fingerprintText(walked).title).toBe('SEGV-null in f1000 (novad)');
  });

  it('goes on by the registers that a function gives back, and ends where the rules say so', () => {
    // `f1000` is at its first instruction: the way back is on top, and `rbp` is the caller's.
    const words = [{ code: 0x2010 }, { plain: 4 }, { plain: 5 }];
    const text = print({ offset: 0x1000, stack: [...words, ...framed.slice(3)] });
    expect(pcs(named(text).split('perhaps')[0] ?? '').slice(0, 2)).toEqual(['1000', '200f']);
    const ended = print({ offset: 0x3004, stack: framed });
    expect(pcs(ended.split('loaded')[0] ?? '').length).toBeGreaterThan(1);
    // Nothing was walked by a rule, so what was found before stands.
    expect(pcs(named(ended))).toEqual(pcs(ended));
  });

  it('goes on by rules behind a library that has none, and keeps what it scanned for where nothing else led on', () => {
    // The head of the file is in no function: a library that nobody knows.
    const words = [{ plain: 7 }, { plain: 7 }, { plain: 9 }, { code: 0x1044 }, { plain: 9 }, ...stack.slice(1)];
    const unknown = print({ offset: 0x5000, stack: words });
    const walked = named(unknown);
    expect(pcs(walked).slice(0, 3)).toEqual(['5000', '1043', '200f']);
    expect(walked).toContain('stack: #00 by context, from #01 by scan, from #02 by call frame information');
    expect(walked).not.toContain('perhaps called from');
    expect(fingerprintText(walked).keys.strict).not.toBe(fingerprintText(named(print({ offset: 0x5000 }))).keys.strict);
  });

  it('stays as it was where another build is known, or none', () => {
    const text = print({ offset: 0x1044, stack });
    const other = elfFile({ functions, buildId: 'ab'.repeat(20), machine: 62, frames });
    expect(named(text, other)).toBe(text);
    expect(pcs(named(text, elfFile({ functions, buildId, machine: 62 })))).toEqual(pcs(text));
  });

  it('tells of the stack only what points into it or into code, and survives cleaning', () => {
    const secret = 0x6f6c6c6548;
    const text = print({ offset: 0x1044, stack: [...stack, { plain: secret }] });
    expect(text).toContain('to walk by symbols, what points into stack and code:\n    pc=m1+0x1044 ');
    expect(text).not.toContain(secret.toString(16));
    expect(cleanText(text).text).toBe(text);
    expect(fingerprintText(text).keys).toEqual(fingerprintText(text.split('to walk by')[0] ?? '').keys);
  });
});
