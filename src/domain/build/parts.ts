// Cuts an artifact into the parts it is uploaded in, and says which of them are still missing.
import type { Problem } from '../result.ts';

const mib = 1024 * 1024;

/** Measured against the embedded storage: with 16 MiB four at a time an upload is as quick as one PutObject, with 8 MiB a quarter slower. */
const usualPartBytes = 16 * mib;

/** Keeps every list of parts small; S3 itself takes 10,000 parts of 5 MiB to 5 GiB. */
const maxPartCount = 1000;

/** The largest artifact: in parts of 128 MiB, far inside the limits of every S3. */
export const maxArtifactBytes = 64 * 1024 * mib;

/** The parts an artifact is cut into: all of one size, but the last one of what is left (R2 takes no other cut). */
export type Cut = { readonly sizeBytes: number; readonly partSizeBytes: number };
export type StoredPart = { readonly partNumber: number; readonly etag: string; readonly sizeBytes: number };

/** The smallest of 16 MiB, 32 MiB, 64 MiB … that needs at most 1,000 parts. */
export function derivePartSizeBytes(sizeBytes: number): number {
  let partSizeBytes = usualPartBytes;
  while (sizeBytes > partSizeBytes * maxPartCount) partSizeBytes *= 2;
  return partSizeBytes;
}

export const derivePartCount = ({ sizeBytes, partSizeBytes }: Cut): number => Math.ceil(sizeBytes / partSizeBytes);

/** Bytes of a part; parts count from 1. */
export function derivePartBytes(cut: Cut, partNumber: number): number {
  return Math.min(cut.partSizeBytes, cut.sizeBytes - (partNumber - 1) * cut.partSizeBytes);
}

export function deriveMissingParts(cut: Cut, stored: readonly StoredPart[]): number[] {
  const there = new Set(stored.map(({ partNumber }) => partNumber));
  const all = Array.from({ length: derivePartCount(cut) }, (_, index) => index + 1);
  return all.filter((partNumber) => !there.has(partNumber));
}

export const deriveStoredBytes = (stored: readonly StoredPart[]): number =>
  stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Part numbers that the cut does not have. */
export function checkPartNumbers(cut: Cut, partNumbers: readonly number[]): Problem[] {
  const count = derivePartCount(cut);
  return partNumbers.flatMap((partNumber, index) =>
    partNumber <= count
      ? []
      : [
          {
            where: `body.partNumbers[${index}]`,
            what: `is ${partNumber}`,
            fix: `Number the parts from 1 to ${count}.`,
          },
        ],
  );
}

/** Parts that are not in the cut, or have another length than the cut gives them. */
export function checkParts(cut: Cut, parts: readonly StoredPart[]): Problem[] {
  const count = derivePartCount(cut);
  return parts.flatMap(({ partNumber, sizeBytes }, index) => {
    const where = `body.parts[${index}]`;
    if (partNumber > count) {
      return [{ where: `${where}.partNumber`, what: `is ${partNumber}`, fix: `Number the parts from 1 to ${count}.` }];
    }
    const wanted = derivePartBytes(cut, partNumber);
    if (sizeBytes === wanted) return [];
    return [
      {
        where: `${where}.sizeBytes`,
        what: `is ${sizeBytes}`,
        fix: `Send part ${partNumber} with its ${wanted} bytes.`,
      },
    ];
  });
}
