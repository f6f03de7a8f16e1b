// Measures fingerprinting: tombstones a second of one core beside splitting and hashing the same text, and the slowest megabyte.
import { createHash } from 'node:crypto';
import { fingerprintText } from '../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { beside, type Figure, told } from '../figure.ts';
import { measure, type Side } from '../rounds.ts';
import { median } from '../statistics.ts';
import { hostileTexts, tombstones } from './traces.ts';

const tombstoneChars = 30_000;
const tombstonesARound = 400;
const megabyte = 1_000_000;
const hostileRounds = 3;

/** CPU time, not wall time: what other processes of the machine do is none of its business. */
export async function measureFingerprints({ rounds }: { rounds: number }): Promise<Figure[]> {
  const texts = tombstones(tombstonesARound, tombstoneChars);
  const side = (name: string, work: (text: string) => void): Side => ({
    name,
    run: async () => {
      const wall = performance.now();
      const before = process.cpuUsage();
      for (const text of texts) work(text);
      const used = process.cpuUsage(before);
      return { count: texts.length, wallMs: performance.now() - wall, cpuMs: (used.user + used.system) / 1000 };
    },
  });
  const sides = await measure(
    [
      side('ours', (text) => fingerprintText(text)),
      side('bare', (text) => createHash('sha256').update(text.split('\n').join('\n')).digest('hex')),
    ],
    { rounds, warmUps: 2 },
  );
  const [ours, bare] = [sides.get('ours'), sides.get('bare')];
  if (ours === undefined || bare === undefined) return [];
  const units = { cpu: 'us', rate: '1/s' };
  return [
    ...beside({ name: 'tombstone of 30 kB fingerprinted', units, ours, baseline: bare }),
    told('tombstones of 30 kB a core', '1/s', 1_000_000 / median(ours.cpuUs), { atLeast: 2_000 }),
    told('slowest of the hostile texts', 'ms/MB', slowestMs(), { atMost: 50 }),
  ];
}

function slowestMs(): number {
  return Math.max(
    ...hostileTexts(megabyte).map(({ text }) => {
      const taken = Array.from({ length: hostileRounds }, () => {
        const before = process.cpuUsage();
        fingerprintText(text);
        const used = process.cpuUsage(before);
        return (used.user + used.system) / 1000;
      });
      return median(taken);
    }),
  );
}
