// Opens the S3 client with the settings that R2, MinIO, AWS and the local endpoint all accept.
import { S3Client } from '@aws-sdk/client-s3';

export type S3Settings = {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/**
 * Tries once, at less cost than the client, to put what is not there yet. False where the key is taken. Null where storage
 * answered anything else, or nothing: then the client is asked, which tries again, knows clocks that go wrong, and says
 * what failed.
 */
export type PutOnce = (key: string, body: Uint8Array | string, contentType: string) => Promise<boolean | null>;

/** A bucket and the client that reaches it. */
export type Bucket = { readonly client: S3Client; readonly name: string; readonly putOnce: PutOnce };

const askClient: PutOnce = async () => null;

export function openBucket(settings: S3Settings, putOnce = askClient): Bucket {
  const client = new S3Client({
    endpoint: settings.endpoint,
    region: settings.region,
    credentials: { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    forcePathStyle: true,
    // The SDK's default checksums turn presigned and streamed puts into a form that not every S3 takes; digests are our own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
  });
  // workerd answers no `100 Continue`, and the SDK would wait seconds for each larger body.
  client.config.expectContinueHeader = false;
  return { client, name: settings.bucket, putOnce };
}
