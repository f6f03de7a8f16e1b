// Requests to storage are signed as Amazon's own example says, and keys are spelled as they are signed.
import { describe, expect, it } from 'vitest';
import { encodeKey, requestSigner } from '../../../src/adapters/objects/sign-request.ts';

describe('requestSigner', () => {
  it('signs the example of the specification ("PUT Object", S3 API Reference, sig-v4-header-based-auth)', () => {
    const sign = requestSigner({
      region: 'us-east-1',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    });
    const headers = sign({
      method: 'PUT',
      url: new URL(`https://examplebucket.s3.amazonaws.com/${encodeKey('test$file.text')}`),
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      payloadSha256: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
      atMs: Date.UTC(2013, 4, 24),
    });
    expect(headers['x-amz-date']).toBe('20130524T000000Z');
    expect(headers.authorization).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,' +
        'SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,' +
        'Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    );
  });

  it('spells every byte of a key that is no letter, digit or one of -._~/', () => {
    expect(encodeKey("files/Ä b+c=d(e)*'!~.txt")).toBe('files/%C3%84%20b%2Bc%3Dd%28e%29%2A%27%21~.txt');
  });
});
