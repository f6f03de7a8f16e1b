// The devices of the demonstration that do everything for real: the reference client, downloading and hashing the whole image.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { confirmBoot } from '../../src/device/confirm-boot.ts';
import { fileMemory, fileStaging, nodeHasher } from '../../src/device/node-files.ts';
import { poll } from '../../src/device/poll.ts';
import type { Memory } from '../../src/device/ports.ts';
import { type Device, type UpdateOutcome, update } from '../../src/device/update.ts';
import { deriveBucket } from '../../src/domain/device/bucket.ts';
import type { TrustedKey } from '../../src/domain/trust/key.ts';

export type RealDevice = {
  readonly id: string;
  readonly model: string;
  updateOnce(): Promise<UpdateOutcome | { kind: 'none'; reason: string }>;
};

const factory: Memory = {
  version: '1.0.0',
  imageSha256: null,
  counter: 0,
  securityFloor: 0,
  pending: null,
  latestMs: 0,
  ceilingSeqs: {},
};

/** `cohorts` and `pass` are as enrolment answered; installs go nowhere but are read to the last byte. */
export function openRealDevice(options: {
  readonly id: string;
  readonly model: string;
  readonly origin: string;
  readonly folder: string;
  readonly keys: readonly TrustedKey[];
  readonly nowMs: () => number;
}): RealDevice {
  const { id, model, origin, keys } = options;
  const folder = mkdtempSync(join(options.folder, 'device-'));
  const bucket = deriveBucket('nova', id);
  const device: Device = {
    self: { product: 'nova', channel: 'stable', model, bucket, cohorts: [], region: null, locale: null, keys },
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
    report: async () => {},
  };
  async function updateOnce() {
    const { version: build } = await device.memory.load();
    const asking = {
      origin,
      product: 'nova',
      channel: 'stable',
      model,
      build,
      bucket,
      pass: null,
      region: null,
      locale: null,
    };
    const answer = await poll(fetch, asking, { etag: null, dice: 0.5, deadlineMs: 10_000 });
    if (answer.kind !== 'offer')
      return { kind: 'none', reason: answer.kind === 'none' ? answer.reason : answer.kind } as const;
    const outcome = await update(device, answer.offer, options.nowMs());
    if (outcome.kind === 'installed') await confirmBoot(device, outcome.version);
    return outcome;
  }
  return { id, model, updateOnce };
}
