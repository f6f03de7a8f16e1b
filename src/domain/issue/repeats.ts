// Says which reports of a sender in a loop are refused without another look at what was kept: it would say the same.
import { type Filing, senderOf } from './filing.ts';

/** A sender that is refused as often within a second is in a loop that no honest wait explains. */
export const fastPerSecond = 10;

/** Of a loop that fast, so many a second are still looked at: room that comes free is found within the second. */
export const lookedAtPerSecond = 10;

/** What is kept of a refused report: enough to count others like it. */
export type Refused = Omit<Filing, 'body'>;

/** What a sender has had its share of: one fault, or all that it may have kept. */
export type Share = 'fault' | 'all';

/** Counted and not kept: reports like `refused`, or where it is all that has a share, any of that sender. */
export type Repeats = { readonly refused: Refused; readonly share: Share; readonly times: number };

/** Who is judged as one: limits are a sender's, for each who says so. */
export const nameSender = (filing: Pick<Filing, 'product' | 'deviceId' | 'sentBy'>): string =>
  JSON.stringify([filing.product, senderOf(filing), filing.sentBy]);

export const nameShare = (filing: Refused, share: Share): string =>
  JSON.stringify([nameSender(filing), ...(share === 'all' ? [] : [filing.keys.strict, filing.buildNames[0]])]);
