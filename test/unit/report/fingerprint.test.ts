// Fingerprints of reports: equal for the same fault on two devices, different for two faults and two kinds of report.
import { describe, expect, it } from 'vitest';
import { deriveFingerprint } from '../../../src/domain/report/fingerprint.ts';
import { crashSamples } from '../../samples/crashes.ts';

const crash = (text: string, title = 'crash') => deriveFingerprint({ kind: 'crash', title, text });

describe('deriveFingerprint', () => {
  it.each(crashSamples)('is the same for one $kind fault of two devices', ({ one, other }) => {
    expect(one).not.toBe(other);
    expect(crash(one)).toBe(crash(other));
  });

  it('differs between faults, and between kinds of report', () => {
    const all = [
      ...crashSamples.map(({ one }) => crash(one)),
      ...(['bug', 'idea'] as const).map((kind) => deriveFingerprint({ kind, title: 'crash', text: 'crash' })),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('goes by the title where there is no crash', () => {
    const bug = (title: string, text: string) => deriveFingerprint({ kind: 'bug', title, text });
    expect(bug('Camera hangs after 3 photos.', 'one')).toBe(bug('camera hangs  after 12 photos', 'other'));
    expect(bug('Camera hangs', 'same')).not.toBe(bug('Torch stays on', 'same'));
  });

  it('falls back on the title when the text says nothing', () => {
    expect(crash(' \n\n', 'Reboots in a loop')).toBe(crash('\n', 'Reboots in a loop'));
    expect(crash(' \n\n', 'Reboots in a loop')).not.toBe(crash(' \n\n', 'Freezes'));
  });

  it('takes numbers out of a crash that only says a sentence', () => {
    expect(crash('watchdog bit after 30 s on cpu 1')).toBe(crash('watchdog  bit after 45 s on cpu 3'));
  });
});
