// Tells an absent object and a lost race from a storage that does not answer.
import { S3ServiceException } from '@aws-sdk/client-s3';
import { AppError } from '../../app/app-error.ts';

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

export const isAbsent = (error: unknown): boolean => statusOf(error) === 404;

/** The answer to a conditional read; the SDK counts it as an error. */
export const isUnchanged = (error: unknown): boolean => statusOf(error) === 304;

/** What was asked cannot be done as asked: of joining parts, that some are unknown or too small. */
export const isRefused = (error: unknown): boolean => statusOf(error) === 400;

/** The answer to a range that begins behind the last byte. */
export const isBehindEnd = (error: unknown): boolean => statusOf(error) === 416;

/** 412 is the answer to a failed condition; 409 is what S3 answers when two conditional writes met. */
export const isConditionFailed = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409;

/** Runs one storage call; `expected` turns a known answer into a value, everything else means storage is out of reach. */
export async function askStorage<T>(call: Promise<T>, expected: (error: unknown) => { value: T } | null): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const known = expected(error);
    if (known !== null) return known.value;
    throw new AppError('storage-unavailable', 'The object storage does not answer.', { cause: error });
  }
}
