// The devices of the demonstration that do everything for real: the reference client, downloading and hashing the whole image.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createAgent, type RoundOutcome } from '../../src/device/agent.ts';
import { type CheckInOutcome, openCheckIn } from '../../src/device/check-in.ts';
import { announceRestart, confirmBoot } from '../../src/device/confirm-boot.ts';
import { fileMemory, fileOutbox, fileStaging, nodeHasher } from '../../src/device/node-files.ts';
import { startNodeMeter } from '../../src/device/node-gauges.ts';
import type { Memory } from '../../src/device/ports.ts';
import { httpMirror } from '../../src/device/trust/fetch-file.ts';
import { fileTrustStore } from '../../src/device/trust/file-store.ts';
import { ourReading, ourTimestampLifeMs, verifyPortably } from '../../src/device/trust/portable.ts';
import { createUpdater } from '../../src/device/trust/updater.ts';
import type { Device, UpdateOutcome } from '../../src/device/update.ts';
import { deriveBucket } from '../../src/domain/device/bucket.ts';
import { enrolled } from '../../src/wire/device/enrolment.ts';

export type RealDevice = {
  readonly id: string;
  readonly model: string;
  updateOnce(): Promise<UpdateOutcome | { kind: 'none'; reason: string }>;
  /** Tells the service what it did, how long it ran and what it measured of this machine. */
  checkIn(): Promise<CheckInOutcome>;
};

const factory: Memory = {
  version: '1.0.0',
  imageSha256: null,
  counter: 0,
  securityFloor: 0,
  wantedFloor: 0,
  otherCounter: null,
  pending: null,
  ceilingSeqs: {},
  stopSeqs: {},
};

/** Enrols itself, and checks in by its own token; installs go nowhere but are read to the last byte. */
export async function openRealDevice(options: {
  readonly id: string;
  readonly model: string;
  readonly origin: string;
  readonly folder: string;
  /** The TUF root that it was built with. */
  readonly rootBytes: Uint8Array;
  readonly nowMs: () => number;
  /** Of one who may enrol devices. */
  readonly enroller: string;
}): Promise<RealDevice> {
  const { id, model, origin, rootBytes, nowMs } = options;
  const folder = mkdtempSync(join(options.folder, 'device-'));
  const bucket = deriveBucket('nova', id);
  const { token } = await enrol(options);
  const speaker = openCheckIn({
    web: fetch,
    origin,
    token,
    outbox: fileOutbox(join(folder, 'outbox.json')),
    meter: await startNodeMeter({ bootPath: join(folder, 'boot.json'), storagePath: folder }),
    newId: randomUUID,
    monotonicMs: () => performance.now(),
    deadlineMs: 10_000,
  });
  const trust = createUpdater({
    mirrors: [httpMirror(fetch, { origin: `${origin}/repository`, deadlineMs: 10_000 })],
    store: fileTrustStore(join(folder, 'trust')),
    verify: verifyPortably,
    hasher: nodeHasher,
    reading: ourReading,
    nowMs,
    timestampLifeMs: ourTimestampLifeMs,
  });
  const device: Device = {
    trust,
    self: { product: 'nova', channel: 'stable', model, bucket, cohorts: [], region: null, locale: null },
    origin,
    web: fetch,
    memory: fileMemory(join(folder, 'memory.json'), factory),
    staging: fileStaging(join(folder, 'staged')),
    installer: {
      async install(_image, bytes) {
        for await (const _ of bytes);
      },
    },
    hasher: nodeHasher,
    report: speaker.say,
  };
  const agent = createAgent(device, { pass: () => null, dice: () => 0.5, nowMs, deadlineMs: 10_000 });
  let begun: ReturnType<typeof trust.init> | null = null;
  async function updateOnce() {
    begun ??= trust.init(rootBytes);
    await begun;
    const outcome = outcomeOf(await agent.round());
    if (outcome.kind === 'installed') {
      await announceRestart(device);
      await confirmBoot(device, outcome.version);
    }
    return outcome;
  }
  const checkIn = async () => speaker.checkIn({ build: (await device.memory.load()).version, crashes: 0 });
  return { id, model, updateOnce, checkIn };
}

async function enrol(device: { id: string; model: string; origin: string; enroller: string }) {
  const { id, model, origin, enroller } = device;
  const answer = await fetch(`${origin}/v1/enrolments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${enroller}`, 'content-type': 'application/json' },
    body: JSON.stringify({ product: 'nova', channel: 'stable', device: id, model, build: factory.version }),
  });
  return enrolled.parse(await answer.json());
}

const outcomeOf = (round: RoundOutcome): UpdateOutcome | { kind: 'none'; reason: string } => {
  if (round.kind === 'offered') return round.outcome;
  return { kind: 'none', reason: round.kind === 'quiet' ? (round.trouble ?? round.reason) : round.why };
};
