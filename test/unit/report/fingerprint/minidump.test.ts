// Minidumps: what they say of a crash, in words that the rules for tombstones read; and any bytes behind their mark.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { binaryReportText } from '../../../../src/domain/report/fingerprint/report-text.ts';
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

  it.each([
    [2, 0xc0000005, 'SIGSEGV'],
    [2, 0x80000003, 'SIGTRAP'],
    [0x8101, 1, 'SIGSEGV'],
    [0x8203, 6, 'SIGABRT'],
    [0x8201, 99, 'SIGABRT'],
  ])('of platform %i with code %i is called %s', (platform, code, signal) => {
    expect(print({ platform, code })).toContain(`(${signal})`);
  });

  it('says no path that would part its line, and steers nobody', () => {
    expect(print({ moduleName: '/opt/my app/lib\u001b[2J\nx.so' })).toContain('/opt/my_app/lib[2Jx.so (BuildId');
  });

  it('may be damaged in any way', () => {
    const whole = minidump();
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
