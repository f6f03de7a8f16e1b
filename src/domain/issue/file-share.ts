// Bounds the bytes of files that one sender attaches to reports, however many reports they are spread over.
import { senderOf } from './filing.ts';

export const fileShareWindowMs = 3_600_000;

/** An hour of one device: a bugreport of 100 MB for each of ten crashes. */
export const deviceFileBytes = 1024 * 1024 * 1024;
/** An hour of a key that anybody can read, whatever devices it names: minidumps of a megabyte of ten thousand crashes. */
export const keyFileBytes = 10 * deviceFileBytes;

/** How long whoever is over it is asked to stay away, seconds. */
export const fileRestS = 900;

export type FileShare = {
  /** Whose bytes are added up. */
  readonly sender: string;
  readonly maxBytes: number;
};

type Attached = {
  readonly product: string;
  /** The device of the report. */
  readonly deviceId: string | null;
  readonly sentBy: string | null;
  readonly isPublic?: boolean | undefined;
};

/** Null for a bearer whose token nobody else knows. */
export function fileShareOf({ product, deviceId, sentBy, isPublic = false }: Attached): FileShare | null {
  if (sentBy !== null)
    return isPublic ? { sender: senderOf({ deviceId: null, sentBy }), maxBytes: keyFileBytes } : null;
  return deviceId === null ? null : { sender: `${product}/${deviceId}`, maxBytes: deviceFileBytes };
}
