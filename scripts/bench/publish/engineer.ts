// The client of both sides, a process of its own: sends the same build file by `orange build publish` and by one PutObject.
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type Bucket, openBucket } from '../../../src/adapters/objects/client.ts';
import { deriveArtifactKey } from '../../../src/domain/build/build.ts';
import { obeyOrders } from '../own-process.ts';
import { markBuildFile, writeBuildFile } from './build-file.ts';
import type { EngineerAnswer, EngineerOrder } from './messages.ts';
import { type Orange, openOrange } from './orange.ts';

type Opened = { readonly file: string; readonly bucket: Bucket; readonly orange: Orange };

let opened: Opened | null = null;
let runs = 0;

obeyOrders<EngineerOrder, EngineerAnswer>(async (order) => {
  if (order.kind === 'open') {
    opened = await open(order);
    return { kind: 'opened' };
  }
  if (opened === null) throw new Error('nothing is opened yet');
  runs += 1;
  await markBuildFile(opened.file, runs);
  const startedMs = performance.now();
  const key = order.way === 'publish' ? await publish(opened) : await put(opened);
  const wallMs = performance.now() - startedMs;
  await opened.bucket.client.send(new DeleteObjectCommand({ Bucket: opened.bucket.name, Key: key }));
  return { kind: 'ran', wallMs };
});

async function open({ url, token, s3, dir, sizeMib }: Extract<EngineerOrder, { kind: 'open' }>): Promise<Opened> {
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'nova.img');
  await writeBuildFile(file, sizeMib);
  const orange = openOrange({
    ORANGE_CONFIG: join(dir, 'config.json'),
    ORANGE_URL: url,
    ORANGE_TOKEN: token,
  });
  await orange('init', 'nova', '--model', 'n1', '--unencrypted', '--no-plan');
  return { file, bucket: openBucket(s3), orange };
}

/** Both ways answer the key of the object that they made. */
async function publish({ orange, file }: Opened): Promise<string> {
  const said = await orange('build', 'publish', file, '--version', `1.${runs}.0`, '--yes', '--json');
  const sha256 = /"sha256": ?"([0-9a-f]{64})"/.exec(said)?.[1];
  if (sha256 === undefined) throw new Error(`no build was published: ${said.slice(0, 500)}`);
  return deriveArtifactKey(sha256);
}

async function put({ bucket, file }: Opened): Promise<string> {
  const key = `bare/${runs}`;
  const { size } = await stat(file);
  await bucket.client.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: key, Body: createReadStream(file), ContentLength: size }),
  );
  return key;
}
