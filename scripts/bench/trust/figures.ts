// The figures of trust: publishing what people signed, verifying at the edge, and a device that slept through thirty roots.
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import nacl from 'tweetnacl';
import { openBucket } from '../../../src/adapters/objects/client.ts';
import { webCryptoVerifier } from '../../../src/adapters/system/signature-verifier.ts';
import { startEmbedded } from '../../launch/embedded.ts';
import { readCpuMs } from '../cpu-time.ts';
import { beside, type Figure, told } from '../figure.ts';
import { openOrange } from '../publish/orange.ts';
import { type Measured, measure, type Side } from '../rounds.ts';
import { median } from '../statistics.ts';
import { makeSignatures } from './signatures.ts';
import { makeSleeper, rotations } from './sleeper.ts';

export type TrustOptions = { readonly dir: string; readonly rounds: number };

/** Wall time of a statement, and the least times of the rate in JavaScript: a verification by the platform takes a few per cent of one in JavaScript. */
const publishMsAtMost = 300;
const verifyAtLeast = 5;
/** Reading, judging and keeping thirty roots may cost as much as half of the signatures in them. */
const walkAtLeast = 0.6;

const perSlice = { statements: 3, fast: 300, slow: 15 };

/** Times a slice of work; the processor time is that of this process and of the service below it. */
const side = (name: string, count: number, work: () => unknown): Side => ({
  name,
  async run() {
    const [beforeMs, startedMs] = [readCpuMs(process.pid), performance.now()];
    await work();
    const [wallMs, afterMs] = [performance.now() - startedMs, readCpuMs(process.pid)];
    return { count, wallMs, cpuMs: beforeMs === null || afterMs === null ? null : afterMs - beforeMs };
  },
});

export async function measureTrust({ dir, rounds }: TrustOptions): Promise<Figure[]> {
  return [
    ...(await measurePublication(dir, rounds)),
    ...(await measureVerification(rounds)),
    ...(await measureSleeper(rounds)),
  ];
}

/** `orange trust renew`: reads what is published, signs one role, sends it; the service judges, puts three files, settles. */
async function measurePublication(dir: string, rounds: number): Promise<Figure[]> {
  const service = await startEmbedded({ dataDir: join(dir, 'data'), port: 0, tickMs: 0 });
  try {
    const { url, s3, operatorToken: token = '' } = service;
    const orange = openOrange({
      ORANGE_CONFIG: join(dir, 'config.json'),
      ORANGE_URL: url,
      ORANGE_TOKEN: token,
      XDG_DATA_HOME: join(dir, 'xdg'),
    });
    await orange('init', 'nova', '--model', 'n1', '--unencrypted', '--no-plan');
    const bucket = openBucket(s3);
    let puts = 0;
    async function putThree() {
      for (let at = 0; at < 3; at += 1) {
        puts += 1;
        const body = new Uint8Array(2_000).fill(puts);
        await bucket.client.send(new PutObjectCommand({ Bucket: bucket.name, Key: `bare/${puts}`, Body: body }));
      }
    }
    const repeat = (work: () => Promise<unknown>) => async () => {
      for (let at = 0; at < perSlice.statements; at += 1) await work();
    };
    const sides = [
      side('bare', perSlice.statements, repeat(putThree)),
      side(
        'ours',
        perSlice.statements,
        repeat(() => orange('trust', 'renew', 'stop-nova', '--yes')),
      ),
    ];
    const measured = await measure(sides, { rounds, warmUps: 2 });
    const ours = expectSide(measured, 'ours');
    const ownMs = ours.cpuUs.length === 0 ? [] : [median(ours.cpuUs) / 1_000];
    return [
      ...ownMs.map((ms) => told('publish a statement: CPU of all processes', 'ms', ms, { atMost: publishMsAtMost })),
      told('publish a statement: orange trust renew', 'ms', 1_000 / median(ours.perS), { atMost: publishMsAtMost }),
      ...beside({
        name: 'publish a statement beside three PutObjects',
        units: { cpu: 'us of CPU, all processes', rate: 'statements/s' },
        ours,
        baseline: expectSide(measured, 'bare'),
      }),
    ];
  } finally {
    await service.stop();
  }
}

async function measureVerification(rounds: number): Promise<Figure[]> {
  const { payload, candidate, secret } = makeSignatures();
  const slow = () => {
    for (let at = 0; at < perSlice.slow; at += 1)
      if (!nacl.sign.detached.verify(payload, candidate.signature, secret.publicKey)) throw new Error('not verified');
  };
  const fast = async () => {
    for (let at = 0; at < perSlice.fast; at += 1) {
      if ((await webCryptoVerifier.checkCandidates(payload, [candidate])).length !== 1) throw new Error('not verified');
    }
  };
  const sides = [side('tweetnacl', perSlice.slow, slow), side('edge', perSlice.fast, fast)];
  const measured = await measure(sides, { rounds, warmUps: 2 });
  return beside({
    name: 'verify 4 KB at the edge beside tweetnacl',
    units: { cpu: 'us of CPU', rate: 'signatures/s' },
    ours: expectSide(measured, 'edge'),
    baseline: expectSide(measured, 'tweetnacl'),
    wanted: { cpu: { atMost: 1 / verifyAtLeast }, rate: { atLeast: verifyAtLeast } },
  });
}

async function measureSleeper(rounds: number): Promise<Figure[]> {
  const sleeper = makeSleeper();
  const sides = [side('bare', rotations, sleeper.verifyOnly), side('walk', rotations, sleeper.walk)];
  const measured = await measure(sides, { rounds, warmUps: 2 });
  const ours = expectSide(measured, 'walk');
  return [
    told(`walk ${rotations} root rotations in one poll`, 'ms', (rotations * 1_000) / median(ours.perS)),
    ...beside({
      name: 'walk them beside their signatures alone',
      units: { cpu: 'us of CPU', rate: 'roots/s' },
      ours,
      baseline: expectSide(measured, 'bare'),
      wanted: { rate: { atLeast: walkAtLeast } },
    }),
  ];
}

function expectSide(measured: ReadonlyMap<string, Measured>, name: string): Measured {
  const found = measured.get(name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}
