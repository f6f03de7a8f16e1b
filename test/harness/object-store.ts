// Gives a test file the embedded object store, behind the S3 endpoint that `npm start` uses.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startObjectStore } from '../../scripts/launch/object-store.ts';
import { type Bucket, openBucket, type S3Settings } from '../../src/adapters/objects/client.ts';

export type TestObjectStore = { readonly bucket: Bucket; readonly settings: S3Settings; stop(): Promise<void> };

/** Call `stop` in `afterAll`. */
export async function openTestObjectStore(): Promise<TestObjectStore> {
  const folder = mkdtempSync(join(tmpdir(), 'orange-objects-'));
  const ports = { recall: () => undefined, remember: () => {} };
  const running = await startObjectStore({
    dir: join(folder, 'objects'),
    pidFile: join(folder, 'objects.pid'),
    accessKeyId: 'test',
    secretAccessKey: 'test-secret',
    ports,
    avoidPort: 0,
  });
  const bucket = openBucket(running.address);
  async function stop() {
    bucket.client.destroy();
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { bucket, settings: running.address, stop };
}
