// The reference device as it lies in a drawer: memory, trust store and staging in RAM, an installer that only writes down what it was given.
import { createAgent, type RoundOutcome } from '../../../src/device/agent.ts';
import { confirmBoot } from '../../../src/device/confirm-boot.ts';
import { nodeHasher } from '../../../src/device/node-files.ts';
import type { Memory, Web } from '../../../src/device/ports.ts';
import { httpMirror } from '../../../src/device/trust/fetch-file.ts';
import { ourReading, ourTimestampLifeMs, verifyPortably } from '../../../src/device/trust/portable.ts';
import type { TrustParts, Verify } from '../../../src/device/trust/ports.ts';
import { createUpdater } from '../../../src/device/trust/updater.ts';
import type { Device } from '../../../src/device/update.ts';
import { derivePlaces } from '../../../src/domain/rollout/permutation.ts';
import { fakeStaging } from '../../fakes/staging.ts';
import { fakeTrustStore } from '../../fakes/trust-store.ts';
import { nowMs } from '../../samples/statements.ts';
import { digestOf, narrowCeiling, shaOf } from './releases.ts';
import type { Files } from './world.ts';

/** Real milliseconds that a device of these tests waits for anything: long for this process, short for a test. */
const patienceMs = 250;
export const origin = 'http://service.test';

const bucketAt = (place: number): number => derivePlaces(narrowCeiling.salt).indexOf(place);

/** tweetnacl takes many milliseconds a signature, and most of these are the same ones again in every test. */
const verdicts = new Map<string, boolean>();
const verifyOnce: Verify = async (payload, signature, key) => {
  const asked = digestOf(Buffer.concat([key.publicKey, signature, payload]));
  const verdict = verdicts.get(asked) ?? (await verifyPortably(payload, signature, key));
  verdicts.set(asked, verdict);
  return verdict;
};

/** What may be replaced to see whether the harness would notice. */
export type Flaws = {
  readonly trust?: (parts: TrustParts) => Partial<TrustParts>;
  readonly device?: (device: Device) => Partial<Device>;
};

export type DeviceOptions = {
  readonly web: Web;
  /** The device's first root, and whatever it has trusted since. */
  readonly trusted: Files;
  /** Below the first 100 of 1,000 places of the rollout of 42, which are open. */
  readonly isInside?: boolean;
  readonly flaws?: Flaws;
};

const factory: Memory = {
  version: '1.41.0',
  imageSha256: shaOf(41),
  counter: 41,
  securityFloor: 40,
  wantedFloor: 40,
  otherCounter: 40,
  pending: null,
  ceilingSeqs: {},
  stopSeqs: {},
};

/** Nothing is lost in a drawer: what a restart forgets lies in the programs. */
function openDrawer(trusted: Files) {
  return {
    state: { memory: factory, clockMs: nowMs },
    /** sha256 of the bytes of every install that came to its end. */
    installs: [] as string[],
    store: fakeTrustStore(trusted),
    staging: fakeStaging(),
  };
}

function trustIn({ state, store }: ReturnType<typeof openDrawer>, web: Web): TrustParts {
  return {
    mirrors: [httpMirror(web, { origin: `${origin}/repository`, deadlineMs: patienceMs })],
    store,
    verify: verifyOnce,
    hasher: nodeHasher,
    reading: ourReading,
    nowMs: () => state.clockMs,
    timestampLifeMs: ourTimestampLifeMs,
  };
}

const storeIn = ({ state }: ReturnType<typeof openDrawer>): Device['memory'] => ({
  load: async () => state.memory,
  async save(memory) {
    state.memory = memory;
  },
});

/** Takes every byte and believes none: what it was given is told by their digest. */
const writingDown = (installs: string[]): Device['installer'] => ({
  async install(_image, bytes) {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    installs.push(digestOf(Buffer.concat(pieces)));
  },
});

export function openDevice({ web, trusted, isInside = false, flaws = {} }: DeviceOptions) {
  const drawer = openDrawer(trusted);
  const bucket = bucketAt(isInside ? 5 : 500);
  const nobody = { cohorts: [], region: null, locale: null };
  const habits = { pass: () => null, dice: () => 0.5, nowMs: () => drawer.state.clockMs, deadlineMs: patienceMs };

  function start() {
    const parts = trustIn(drawer, web);
    const sound: Device = {
      self: { product: 'nova', channel: 'stable', model: 'nova-a1', bucket, ...nobody },
      trust: createUpdater({ ...parts, ...flaws.trust?.(parts) }),
      origin,
      web,
      memory: storeIn(drawer),
      staging: drawer.staging,
      installer: writingDown(drawer.installs),
      hasher: nodeHasher,
      stallMs: patienceMs,
      report: async () => {},
    };
    const device = { ...sound, ...flaws.device?.(sound) };
    return { device, agent: createAgent(device, habits) };
  }
  let { device, agent } = start();

  return {
    ...drawer,
    /** Forgets what a restart makes it forget. */
    restart() {
      ({ device, agent } = start());
    },
    /** Asks, obeys, and restarts into what it installed. */
    async round(): Promise<RoundOutcome> {
      const outcome = await agent.round();
      if (outcome.kind === 'offered' && outcome.outcome.kind === 'installed')
        await confirmBoot(device, outcome.outcome.version);
      return outcome;
    },
  };
}

export type TestDevice = ReturnType<typeof openDevice>;
