// Opens the S3 client with the settings that R2, MinIO, AWS and the local endpoint all accept.
import { S3Client } from '@aws-sdk/client-s3';

export type S3Settings = {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/** A bucket and the client that reaches it. */
export type Bucket = { readonly client: S3Client; readonly name: string };

export function openBucket(settings: S3Settings): Bucket {
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
  return { client, name: settings.bucket };
}
