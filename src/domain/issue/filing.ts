// A report on its way in: cleaned, keyed, bound to a build by whatever name, and within what one device may send.
import type { Report, ReportKind } from '../report/report.ts';
import type { ReportKeys } from './keys.ts';

export type Filing = {
  readonly product: string;
  readonly id: string;
  readonly kind: ReportKind;
  readonly deviceId: string | null;
  /** The bearer of the token it came with; null for a device that speaks for itself. */
  readonly sentBy: string | null;
  /** Names of its build, the likeliest first; never empty. */
  readonly buildNames: readonly string[];
  readonly title: string;
  readonly keys: ReportKeys;
  /** Cleaned; what lies in storage below `objectKey`. */
  readonly body: string;
  readonly sizeBytes: number;
  readonly objectKey: string;
  readonly receivedMs: number;
};

/** A report that is acknowledged before it is read. Its title is empty where its text says what it is called. */
export type Unread = Omit<Filing, 'keys'>;

/** Who shares a limit with a report: its device, or whoever sent it without one. No name of a device begins like that. */
export const senderOf = ({ deviceId, sentBy }: Pick<Filing, 'deviceId' | 'sentBy'>): string =>
  deviceId ?? ` ${sentBy ?? ''}`;

/** Longest text, in bytes of UTF-8: the traces of an ANR with all of its threads. */
export const maxTextBytes = 512 * 1024;

/**
 * What one device may have stored within the window, for each who says so, the device itself or the bearer of a token: a loop
 * that crashes once a second says after 20 times what it has to say. What is over is answered with 429 and counted.
 */
export const deviceLimits = { windowMs: 3_600_000, sameFault: 20, any: 500 } as const;

/**
 * The same for what one bearer sends without a device. A whole fleet may stand behind the key of an app, so an hour in which
 * twenty thousand of them crash is kept; what is over is counted, so that a loop neither fills the disk (100 MB an hour at 4 kB
 * each) nor hides how much there was.
 */
export const bearerLimits = { sameFault: 5_000, any: 25_000 } as const;

/** A sender with fewer reports than this within the window is over no limit, whatever its faults are. */
export const carefreeReports = deviceLimits.sameFault;

/** How long whoever is over a limit is asked to stay away, seconds: a device long, one of many behind a key not. */
export const restS = (deviceId: string | null): number => (deviceId === null ? keyRestS : 900);
export const keyRestS = 60;

/** What the report of an issue's first lines the search knows. */
export const maxExcerptChars = 4_000;

/** Whether a repeated id came with the same content; a sender that uses ids again for other reports would lose them. */
export const isSameFiling = (one: Filing, other: Report): boolean =>
  one.kind === other.kind &&
  one.objectKey === other.objectKey &&
  one.buildNames[0] === other.reportedBuild &&
  one.title === other.title;

/** Ids are their sender's own: one that another sender took first gives way to this, which is the same every time. */
export const ownId = (id: string, senderSha256: string): string => `${id.slice(0, 43)}.${senderSha256.slice(0, 20)}`;
