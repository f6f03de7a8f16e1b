// The object store of the launcher, for a part of the bench, with the environment that leads the service to it.
import { join } from 'node:path';
import { type RunningObjectStore, startObjectStore } from '../launch/object-store.ts';
import { openPortMemory } from '../launch/ports.ts';

export type BenchStore = RunningObjectStore & { readonly environment: Readonly<Record<string, string>> };

export async function startBenchStore(dir: string): Promise<BenchStore> {
  const store = await startObjectStore({
    dir: join(dir, 'objects'),
    pidFile: join(dir, 'objects.pid'),
    accessKeyId: 'bench',
    secretAccessKey: 'bench-only-no-secret',
    ports: openPortMemory(dir),
    avoidPort: 0,
  });
  const { endpoint, bucket, accessKeyId, secretAccessKey } = store.address;
  const environment = {
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
    SERVICE_SECRET: 'be'.repeat(32),
  };
  return { ...store, environment };
}
