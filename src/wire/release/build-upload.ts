// Uploads as the engineer's machine runs them: begin, sign, send, record, finish.
import * as z from 'zod';

/** S3 numbers parts from 1 to 10,000; a cut of ours has at most 1,000. */
const partNumber = z.int().min(1).max(10_000);
const partsAtOnce = 100;

const hasNoTwins = (numbers: readonly number[]) => new Set(numbers).size === numbers.length;

const storedPart = z.object({
  partNumber,
  etag: z
    .string()
    .regex(/^[!-~]{1,400}$/, 'must be the ETag that storage answered')
    .meta({ description: 'The ETag that storage answered to the part, as it was.' }),
  sizeBytes: z.int().min(1),
});

export const beginUploadBody = z
  .object({
    joinedEtag: z
      .string()
      .regex(/^[0-9a-f]{32}-[1-9]\d{0,4}$/, 'must be an MD5 in hex, a hyphen and the number of parts')
      .nullish()
      .meta({
        description:
          'The ETag that S3 will give the joined object: the MD5 of the MD5s of its parts (16 bytes each, in order), a hyphen, the number of parts. ' +
          'With it the service compares tags instead of reading the whole object back. Heard only when the upload begins.',
      }),
  })
  .meta({ id: 'BeginUpload' });

export const uploadState = z
  .object({
    partSizeBytes: z.int().meta({ description: 'Every part has this size, the last one what is left.' }),
    partCount: z.int(),
    parts: z.array(storedPart).readonly().meta({ description: 'Parts that need not be sent again.' }),
    isStored: z.boolean().meta({ description: 'Nothing is left to send: finish the upload.' }),
  })
  .meta({ id: 'UploadState' });

export const signPartsBody = z
  .object({ partNumbers: z.array(partNumber).min(1).max(partsAtOnce).refine(hasNoTwins, 'must list each part once') })
  .meta({ id: 'SignParts' });

export const partUrls = z
  .object({
    urls: z.array(z.object({ partNumber: z.int(), url: z.string() })).readonly(),
    expiresS: z.int().meta({ description: 'Seconds for which the URLs take a PUT.' }),
  })
  .meta({ id: 'PartUrls' });

export const recordPartsBody = z
  .object({
    parts: z
      .array(storedPart)
      .min(1)
      .max(partsAtOnce)
      .refine((parts) => hasNoTwins(parts.map((part) => part.partNumber)), 'must list each part once'),
  })
  .meta({ id: 'RecordParts' });

export const storedArtifact = z
  .object({ sizeBytes: z.int(), sha256: z.string(), verifiedMs: z.int().nullable() })
  .meta({ id: 'StoredArtifact' });
