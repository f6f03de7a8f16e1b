// The embedded object store: R2 as Miniflare simulates it, behind its S3 endpoint, in a workerd of its own.
// In the Worker's workerd an upload would hold up every poll: both run JavaScript on one thread (measured with 400 MB in parts:
// median poll 198 ms in the same process, 1 ms in another).
import { errorCode } from './launch-error.ts';
import type { LaunchLog } from './launch-log.ts';
import { type PortMemory, pickPort } from './ports.ts';
import { type RunningWorkerd, startWorkerd } from './workerd.ts';

/** How to reach an S3 API; the embedded one and that of one's own have the same shape. */
export type ObjectStoreAddress = {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
};

export type ObjectStoreOptions = {
  /** Objects are kept under this folder. */
  readonly dir: string;
  readonly pidFile: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly ports: PortMemory;
  /** The user-facing port, which must not be taken by chance. */
  readonly avoidPort: number;
  readonly log?: LaunchLog;
};

export type RunningObjectStore = Pick<RunningWorkerd, 'pid' | 'stop'> & { readonly address: ObjectStoreAddress };

const bucket = 'orange';
const portTries = 5;
const nothing = `export default { fetch() { return new Response('The object store answers under /cdn-cgi/local/r2/s3.', { status: 404 }) } }`;

/** The port stays the same from start to start when it can: addresses that were signed for a download hold it. */
export async function startObjectStore(options: ObjectStoreOptions): Promise<RunningObjectStore> {
  const { accessKeyId, secretAccessKey } = options;
  const lost = new Set([options.avoidPort]);
  for (;;) {
    const port = await pickPort(options.ports.recall('objects'), lost);
    try {
      const running = await run(options, port);
      options.ports.remember('objects', port);
      const endpoint = `http://127.0.0.1:${port}/cdn-cgi/local/r2/s3`;
      return { ...running, address: { endpoint, bucket, accessKeyId, secretAccessKey, region: 'auto' } };
    } catch (error) {
      if (errorCode(error) !== 'ERR_ADDRESS_IN_USE' || lost.size > portTries) throw error;
      lost.add(port);
    }
  }
}

function run(options: ObjectStoreOptions, port: number): Promise<RunningWorkerd> {
  const { accessKeyId, secretAccessKey } = options;
  return startWorkerd({
    name: 'the object store',
    pidFile: options.pidFile,
    ...(options.log === undefined ? {} : { log: options.log }),
    miniflare: {
      modules: [{ type: 'ESModule', path: 'nothing.mjs', contents: nothing }],
      compatibilityDate: '2026-07-01',
      port,
      defaultPersistRoot: options.dir,
      r2Buckets: { OBJECTS: { id: bucket, s3Credentials: { accessKeyId, secretAccessKey } } },
    },
  });
}
