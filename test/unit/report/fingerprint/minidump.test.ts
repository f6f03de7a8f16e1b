// Minidumps: what they say of a crash, in words that the rules for tombstones read; and any bytes behind their mark.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { binaryReportText } from '../../../../src/domain/report/fingerprint/report-text.ts';
import { parseBreakpad } from '../../../../src/domain/report/symbols/breakpad.ts';
import { minidump } from '../../../samples/minidump.ts';
import { buildId } from '../../../samples/symbols.ts';

const print = (...args: Parameters<typeof minidump>) => binaryReportText(minidump(...args)) ?? expect.fail('no text');

describe('a minidump', () => {
  it.each([9, 12, 5, 0])('says where and why it was written (processor %i)', (processor) => {
    const text = print({ processor });
    expect(text).toContain('signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x0000000000000008');
    expect(text).toContain(`#00 pc 0000000000001044  /opt/nova/libring.so (BuildId: ${buildId})`);
    expect(fingerprintText(text)).toMatchObject({ kind: 'tombstone', title: 'SEGV-null in libring.so (novad)' });
  });

  it('is one issue for one place, wherever it was loaded, and another for another', () => {
    const key = (...args: Parameters<typeof minidump>) => fingerprintText(print(...args)).keys.strict;
    expect(key()).toBe(key());
    expect(key({ offset: 0x2000 })).not.toBe(key());
    expect(key({ code: 6 })).not.toBe(key());
  });

  const pcs = (text: string) => Array.from(text.matchAll(/#\d\d pc 0*([0-9a-f]+) {2}(\S+)/g), ([, pc]) => pc);

  it.each([
    [9, 1],
    [12, 4],
    [5, 2],
    [0, 1],
  ])('tells who called, by frame pointers (processor %i)', (processor, call) => {
    const stack = [{ plain: 7 }, { word: 4 }, { code: 0x2000 }, { code: 0x5000 }, { plain: 0 }, { code: 0x3000 }];
    const text = print({ processor, stack });
    const [first, second] = [0x2000 - call, 0x3000 - call].map((pc) => pc.toString(16));
    expect(pcs(text)).toEqual(['1044', first, second]);
    expect(text).toContain('stack: #00 by context, #01 to #02 by frame pointer');
  });

  it('scans the stack where no frame pointer leads on, and keeps what it finds so from the keys', () => {
    const known = [{ plain: 7 }, { plain: 0 }, { code: 0x2000 }];
    const walked = print({ stack: [...known, { plain: 9 }, { code: 0x4000 }] });
    const [head = '', rest = ''] = walked.split('perhaps called from, by a scan of the stack:');
    expect(pcs(head)).toEqual(['1044', '1fff']);
    expect(pcs(rest.split('loaded modules')[0] ?? '')).toEqual(['3fff']);
    expect(fingerprintText(walked).keys).toEqual(fingerprintText(print({ stack: known })).keys);
    // Nothing but the place: what the stack has is better than that.
    const scanned = print({ stack: [{ plain: 7 }, { plain: 7 }, { code: 0x2000 }, { code: 0x3000 }] });
    expect(pcs(scanned)).toEqual(['1044', '1fff', '2fff']);
    expect(scanned).toContain('stack: #00 by context, #01 to #02 by scan');
  });

  it('takes for a place that is returned to only what is code', () => {
    const maps =
      '7f0000001000-7f0000003000 r-xp 00000000 fe:01 1 /x\n7f0000003000-7f000000a000 rw-p 00002000 fe:01 1 /x\n';
    const stack = [{ plain: 7 }, { plain: 7 }, { code: 0x2800 }, { code: 0x1800 }];
    expect(pcs(print({ stack }))).toEqual(['1044', '27ff', '17ff']);
    expect(pcs(print({ stack, maps }))).toEqual(['1044', '17ff']);
  });

  it('finds the caller of a pointer that led nowhere on top of the stack', () => {
    const text = print({ offset: 0x20_0000, stack: [{ code: 0x1800 }, { plain: 0 }, { code: 0x2800 }] });
    expect(pcs(text)).toEqual(['7f0000201000', '17ff', '27ff']);
    expect(text).toContain('stack: #00 to #01 by context, #02 by frame pointer');
  });

  it('walks no stack that leads round in circles for ever', () => {
    const round = Array.from({ length: 5_000 }, (_, at) => (at % 2 === 1 ? { word: at } : { code: 0x2000 }));
    expect(pcs(print({ stack: round })).length).toBeLessThanOrEqual(64);
  });

  it.each([
    [2, 0xc0000005, 'SIGSEGV'],
    [2, 0x80000003, 'SIGTRAP'],
    [0x8101, 1, 'SIGSEGV'],
    [0x8203, 6, 'SIGABRT'],
    [0x8201, 99, 'SIGABRT'],
  ])('of platform %i with code %i is called %s', (platform, code, signal) => {
    expect(print({ platform, code })).toContain(`(${signal})`);
  });

  it('names a module of Windows by the GUID that symbol files have, and its program without its drive', () => {
    const dump = Buffer.from(minidump());
    const at = dump.indexOf(Buffer.from('4c457042', 'hex'));
    dump.write('RSDS', at, 'latin1');
    const guid = dump.subarray(at + 4, at + 20);
    const text = binaryReportText(new Uint8Array(dump)) ?? '';
    expect(text).toContain(`(BuildId: ${guid.toString('hex')})`);
    const part = (from: number, to: number) => Buffer.from(guid.subarray(from, to)).reverse().toString('hex');
    const debugId = `${part(0, 4)}${part(4, 6)}${part(6, 8)}${guid.subarray(8).toString('hex')}1`.toUpperCase();
    const symbols = `MODULE windows x86_64 ${debugId} ring.pdb\nINFO CODE_ID 45D35F6C2D000 ring.exe\nFUNC 1000 40 0 nova_feed\n`;
    expect(parseBreakpad(symbols)?.buildId).toBe(guid.toString('hex'));
    const process = text.replace(/>>> \S+ <<</, '>>> C:\\nova\\ring.exe <<<');
    expect(fingerprintText(process).title).toContain('(ring.exe)');
  });

  it('says no path that would part its line, and steers nobody', () => {
    expect(print({ moduleName: '/opt/my app/lib\u001b[2J\nx.so' })).toContain('/opt/my_app/lib[2Jx.so (BuildId');
  });

  it('may be damaged in any way', () => {
    const whole = minidump({
      stack: [{ plain: 7 }, { word: 4 }, { code: 0x2000 }, { plain: 1 }, { plain: 0 }, { code: 0x3000 }],
      maps: '7f0000001000-7f000000a000 r-xp x',
    });
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 24 }), fc.boolean());
    fc.assert(
      fc.property(damaged, ([at, noise, isCut]) => {
        const copy = Uint8Array.from(whole);
        copy.set(
          noise.subarray(0, copy.length - at),
          Math.max(4, at) > copy.length - noise.length ? 4 : Math.max(4, at),
        );
        const text = binaryReportText(isCut ? copy.subarray(0, at) : copy);
        expect(text === null || text.length < 20_000).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(binaryReportText(Uint8Array.from([0x4d, 0x44, 0x4d, 0x50]))).toBeNull();
  });
});
