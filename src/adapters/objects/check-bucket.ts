// Asks a bucket once whether it can be used as it is written in the settings, and says in one line why not.
import { ListObjectsV2Command, S3ServiceException } from '@aws-sdk/client-s3';
import type { Bucket } from './client.ts';

const patienceMs = 10_000;

export type BucketRefusal = {
  /** Such as `connect ECONNREFUSED 127.0.0.1:9000`, without a full stop. */
  readonly cause: string;
  readonly hint: string;
};

/** Null where it answers. A listing is asked, since an answer to HEAD has no body that could say why it refuses. */
export async function checkBucket({ client, name }: Bucket): Promise<BucketRefusal | null> {
  try {
    const { Name, KeyCount, IsTruncated } = await client.send(new ListObjectsV2Command({ Bucket: name, MaxKeys: 1 }), {
      abortSignal: AbortSignal.timeout(patienceMs),
    });
    // Whatever answers 200 with a page of its own is read as an empty listing.
    return Name === undefined && KeyCount === undefined && IsTruncated === undefined ? noStorage : null;
  } catch (error) {
    return describe(error, name);
  }
}

const noStorage: BucketRefusal = {
  cause: 'what answers there is no S3 API',
  hint: 'Mend S3_ENDPOINT: it names the S3 API itself, with its port.',
};

const hints: Readonly<Record<string, (bucket: string) => string>> = {
  NoSuchBucket: (bucket) => `Make the bucket "${bucket}" there, or name another one in S3_BUCKET.`,
  InvalidAccessKeyId: () => 'Mend S3_ACCESS_KEY_ID, or S3_ENDPOINT if the key is of another storage.',
  SignatureDoesNotMatch: () => 'Mend S3_SECRET_ACCESS_KEY, or S3_REGION if it signs for another region.',
  AccessDenied: (bucket) => `Let the key list, read and write "${bucket}", or mend S3_ACCESS_KEY_ID and S3_BUCKET.`,
  RequestTimeTooSkewed: () => 'Set the clock of this machine.',
};

function describe(error: unknown, bucket: string): BucketRefusal {
  if (error instanceof S3ServiceException) {
    const hint = hints[error.name]?.(bucket) ?? 'Mend S3_ENDPOINT, or look at what its own log says.';
    return { cause: `it answers ${error.$metadata.httpStatusCode} ${error.name}`, hint };
  }
  if (!(error instanceof Error)) return { cause: String(error), hint: startIt };
  if (/XML parse error|Deserialization error/.test(error.message)) return noStorage;
  if (error.name === 'TimeoutError' || error.name === 'AbortError')
    return { cause: `no answer within ${patienceMs / 1000} s`, hint: startIt };
  if (Reflect.get(error, 'code') === 'EPROTO')
    return { cause: 'what answers there does not speak TLS', hint: 'Mend S3_ENDPOINT: http instead of https?' };
  return { cause: messageOf(error), hint: startIt };
}

const startIt = 'Mend S3_ENDPOINT, or start what answers there.';

/** Of a name with several addresses each attempt fails apart. */
function messageOf(error: Error): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first instanceof Error ? first.message : String(first)).split('\n')[0] ?? '';
}
