// Takes a report by a public key where it may be kept: within the key's share, of an enrolled device, or as a sample of the rest.
import type { FiledReport } from './file-report.ts';
import type { KeyMeter } from './ports/key-meter.ts';
import type { KeyTallies } from './ports/key-tallies.ts';

export type KeySharePorts = { readonly keyMeter: KeyMeter; readonly keyTallies: KeyTallies };

type Named = Pick<FiledReport, 'product' | 'deviceId' | 'sentBy' | 'isPublic'>;

/** The key whose share it takes from; null for a sender that is trusted, or has a limit of its own for what names no device. */
export const shareOf = ({ deviceId, sentBy, isPublic }: Omit<Named, 'product'>): string | null =>
  isPublic === true && deviceId !== null ? sentBy : null;

/** The public key that it came by has had its share, and nobody enrolled its device; counted, and not kept. */
export type OverShare = { readonly ok: false; readonly refusal: 'key-over-share' };

/** Takes it where the key has room for it. What is refused elsewhere, by the limits of its device, takes nothing from others. */
export async function takeWithinShare<A extends { readonly ok: boolean }>(
  ports: KeySharePorts,
  report: Named,
  nowMs: number,
  take: () => Promise<A>,
): Promise<A | OverShare> {
  const key = shareOf(report);
  const { product, deviceId } = report;
  if (key === null || deviceId === null) return take();
  const { keyMeter, keyTallies } = ports;
  if (await hasRoom(ports, key, nowMs)) {
    const answer = await take();
    if (answer.ok) keyMeter.recordKept(key);
    return answer;
  }
  // Each of these has a limit of its own, and nobody can make up more of them.
  if ((await keyTallies.isEnrolled(product, deviceId)) || keyMeter.takeSample(key)) return take();
  keyMeter.recordDropped(key);
  return { ok: false, refusal: 'key-over-share' };
}

/** Whether the key has not had its share, as far as all processes know by now. Counts nothing. */
export async function hasRoom({ keyMeter, keyTallies }: KeySharePorts, key: string, nowMs: number): Promise<boolean> {
  const due = keyMeter.takeDue(key);
  if (due !== null) keyMeter.recordSum(key, await keyTallies.recordTally(key, due, nowMs));
  return !keyMeter.isFull(key);
}

/** Tells what is left of a flood that is over. */
export async function tellKeyTallies({ keyMeter, keyTallies }: KeySharePorts, nowMs: number): Promise<void> {
  for (const [key, tally] of keyMeter.takeAll())
    keyMeter.recordSum(key, await keyTallies.recordTally(key, tally, nowMs));
}
