// Plays one strategy against one device, then lets the honest service come back.
import type { RoundOutcome } from '../../../src/device/agent.ts';
import type { ReleaseMap } from '../../../src/domain/rollout/release-map.ts';
import { mapBuild, mapChannel, mapRollout, releaseMap } from '../../harness/maps.ts';
import { nowMs } from '../../samples/statements.ts';
import { type Attack, openAttack } from './attack.ts';
import { type Flaws, openDevice, type TestDevice } from './device.ts';
import { ceilingAt, narrowCeiling, releaseAt, releaseOf, releases, shaOf } from './releases.ts';
import { buildWorld, type Files, nextCounter, recover, type Service, type Thresholds, type World } from './world.ts';

export type Strategy = {
  readonly name: string;
  readonly act: (attack: Attack, device: TestDevice) => unknown;
  /** How the device's first round ends: the guard that the strategy ran into. */
  readonly ends: string;
  /** The device is in the part of the rollout that is open: it may install 42, and that as it was signed. */
  readonly isInside?: boolean;
  /** It comes from the factory with root 1, and never talked to the honest service. */
  readonly isFresh?: boolean;
  readonly clockMs?: number;
};

const artifactsOf = (counter: number) => [
  { kind: 'full' as const, fileName: `${counter}.img`, sizeBytes: 9_000, sha256: shaOf(counter), fromBuildId: null },
];

/** As the honest service publishes it: 42 for testers and the first tenth. */
function honestMap(counters: readonly number[]): ReleaseMap {
  const builds = counters.map((counter) => {
    const { models, accepts } = releases.find((each) => each.counter === counter) ?? releaseOf(counter);
    return mapBuild(counter, { release: releaseAt(counter), artifacts: artifactsOf(counter), models, accepts });
  });
  const first = mapRollout(42, {
    salt: narrowCeiling.salt,
    ceiling: ceilingAt(42),
    fallbackBuildId: 'nova-41',
    stages: [
      { cohort: 'testers', permille: 1000 },
      { cohort: 'everyone', permille: 100 },
    ],
  });
  const next = mapRollout(nextCounter, { ceiling: ceilingAt(nextCounter) });
  const rollouts = counters.includes(nextCounter) ? [next, first] : [first];
  const models = ['nova-a1', 'nova-b1'];
  return releaseMap(1, mapChannel({ models, builds, rollouts, cohorts: { testers: { kind: 'testers' } } }));
}

export type Ground = {
  readonly world: World;
  readonly map: ReleaseMap;
  /** What a device trusts that talked to the honest service until now. */
  readonly trusted: Files;
  readonly recovered: { readonly plain: Service; readonly rotated: Service };
};

const present = [40, 41, 42, 43, 44, 45, 46, 48];

/** Built once for many strategies; each has copies of it. */
export async function prepareGround(thresholds: Thresholds): Promise<Ground> {
  const world = await buildWorld(thresholds);
  const map = honestMap(present);
  const { web } = openAttack(world, map);
  const device = openDevice({ web, trusted: factoryTrust(world) });
  const outcome = await device.round();
  if (outcome.kind !== 'quiet' || outcome.trouble !== null)
    throw new Error(`the honest round ended with ${describe(outcome)}`);
  const recovered = { plain: await recover(world, false), rotated: await recover(world, true) };
  return { world, map, trusted: new Map(device.store.files), recovered };
}

const factoryTrust = ({ present: files }: World): Files =>
  new Map([['root', files.get('1.root.json') ?? new Uint8Array()]]);

/** A round in a word. */
export function describe(round: RoundOutcome): string {
  if (round.kind === 'quiet') return `quiet: ${round.trouble ?? round.reason}`;
  if (round.kind === 'unanswered') return round.why;
  const { outcome } = round;
  if (outcome.kind === 'installed') return `installed ${outcome.version}`;
  return outcome.kind === 'refused' ? outcome.refusal : outcome.why;
}

export type Played = {
  /** Images that were installed while the intruder ruled, and afterwards. */
  readonly installs: readonly string[];
  readonly ends: string;
  readonly device: TestDevice;
  readonly attack: Attack;
  /** Lets people publish 60 on the honest service, and the device try twice. */
  readonly recover: () => Promise<readonly string[]>;
};

/** Three rounds, the last of them after a restart. */
export async function play(
  { world, map, trusted, recovered }: Ground,
  strategy: Strategy,
  flaws: Flaws = {},
): Promise<Played> {
  const { attack, web } = openAttack(world, map);
  let answering = web;
  const device = openDevice({
    web: (url, init) => answering(url, init),
    trusted: strategy.isFresh === true ? factoryTrust(world) : trusted,
    isInside: strategy.isInside ?? false,
    flaws,
  });
  device.state.clockMs = strategy.clockMs ?? nowMs;
  await strategy.act(attack, device);
  const ends = describe(await device.round());
  await device.round();
  device.restart();
  await device.round();
  const installs = [...device.installs];
  return {
    installs,
    ends,
    device,
    attack,
    async recover() {
      const { files } = recovered[attack.hasUsedKeys ? 'rotated' : 'plain'];
      answering = openAttack({ ...world, present: files }, honestMap([...present, nextCounter])).web;
      device.state.clockMs = nowMs;
      for (let tries = 0; tries < 2; tries += 1) await device.round();
      return device.installs.slice(installs.length);
    },
  };
}
