// The fleet of the poll's bench: fifty channels with a rollout each, and devices of which half prove a cohort.
import { maxPassCohorts, type PassSigner } from '../../../src/app/ports/pass-signer.ts';
import { derivePassCohorts, derivePassExpiry } from '../../../src/domain/device/pass.ts';
import {
  type BuildFacts,
  type ChannelFacts,
  deriveReleaseMap,
  type RolloutFacts,
} from '../../../src/domain/rollout/derive-release-map.ts';
import type { ReleaseMap } from '../../../src/domain/rollout/release-map.ts';
import { openDice } from './dice.ts';

const productCount = 5;
const channelsPerProduct = 10;
const modelsPerProduct = 4;
const cohortsPerProduct = 10;
/** The running one, and finished ones behind it that still bring late devices up. */
const rolloutsPerChannel = 3;
const buildsPerChannel = 26;
const weekMs = 7 * 24 * 3_600_000;

const productOf = (index: number): string => `product-${index % productCount}`;
const channelOf = (index: number): string => `channel-${index % channelsPerProduct}`;
const modelOf = (index: number): string => `model-${index % modelsPerProduct}`;
const cohortOf = (index: number): string => `cohort-${index % cohortsPerProduct}`;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** As wide as the timestamp that polls of a signed repository carry. */
const timestamp = JSON.stringify({
  signatures: [{ keyid: 'a'.repeat(64), sig: 'f'.repeat(128) }],
  signed: {
    _type: 'timestamp',
    expires: '2026-11-28T09:00:00Z',
    meta: { 'snapshot.json': { hashes: { sha256: '0'.repeat(64) }, length: 1_000, version: 100 } },
    spec_version: '1.0.31',
    version: 1_000,
  },
});

function build(channel: number, counter: number): BuildFacts {
  const buildId = `b${channel}-${counter}`;
  return {
    buildId,
    version: `1.${counter}.0`,
    vendorVersion: `V14.0.${counter}.${channel}`,
    counter,
    models: range(modelsPerProduct).map(modelOf),
    accepts: counter % 2 === 0 ? '*' : '>=1.0.0',
    artifacts: [
      {
        kind: 'full',
        fileName: `${buildId}.img`,
        sha256: counter.toString(16).padStart(64, '0'),
        sizeBytes: 1_000_000_000,
        fromBuildId: null,
      },
    ],
    isWithdrawn: false,
  };
}

function rollout(channel: number, age: number): RolloutFacts {
  const counter = buildsPerChannel - age;
  return {
    rolloutId: channel * 100 + counter,
    state: age === 0 ? 'running' : 'completed',
    buildId: `b${channel}-${counter}`,
    fallbackBuildId: `b${channel}-${counter - 1}`,
    salt: `salt-${channel}-${counter}`,
    stageIndex: 2,
    tranches: 0,
    quarantined: [],
    stages: [
      { cohort: 'testers', permille: 1000 },
      { cohort: cohortOf(channel), permille: 500 },
      { cohort: 'everyone', permille: 100 },
      { cohort: 'everyone', permille: 1000 },
    ],
    ceiling: `rollout/p${Math.floor(channel / channelsPerProduct)}/b${channel}-${counter}-1`,
    permit: null,
  };
}

function channelFacts(index: number): ChannelFacts {
  return {
    product: productOf(Math.floor(index / channelsPerProduct)),
    channel: channelOf(index),
    pollS: 3_600,
    models: range(modelsPerProduct).map(modelOf),
    cohorts: Object.fromEntries(range(cohortsPerProduct).map((at) => [cohortOf(at), { kind: 'named' }])),
    rollouts: range(rolloutsPerChannel).map((age) => rollout(index, age)),
    builds: range(buildsPerChannel).map((at) => build(index, at + 1)),
  };
}

/** Fifty running rollouts, each in a channel of its own, as a service would publish them. */
export const fleetMap = (nowMs: number): ReleaseMap =>
  deriveReleaseMap(
    {
      channels: range(productCount * channelsPerProduct).map(channelFacts),
      stewards: [],
      holds: [],
      trust: { rootVersion: 1, timestampVersion: 1_000, timestamp },
    },
    1,
    nowMs,
  );

export type MemberPolls = {
  readonly passSigner: PassSigner;
  /** Explicit members of cohorts, over all products. */
  readonly members: number;
  /** How many polls to make. */
  readonly count: number;
  readonly nowMs: number;
};

/** What a factory put on devices, which nobody published here. */
const factoryVersion = '0.9.0';

/**
 * Paths of polls of devices drawn at random; every other one is a member's, with the pass that enrolment gave it in one
 * of the last two weeks. Four members of five are in one cohort, the others in two.
 */
export function memberPolls({ passSigner, members, count, nowMs }: MemberPolls): string[] {
  const dice = openDice(members);
  return range(count).map((at) => {
    const member = dice(members);
    const product = productOf(member);
    const version = dice(20) === 0 ? factoryVersion : `1.${buildsPerChannel - dice(4)}.0`;
    const place = `${product}/${channelOf(dice(channelsPerProduct))}/${modelOf(dice(modelsPerProduct))}`;
    const path = `${place}/${version}/${dice(1_000)}`;
    if (at % 2 === 1) return path;
    const own = openDice(member);
    const named = range(own(5) === 0 ? 2 : 1).map(() => ({ cohort: cohortOf(own(cohortsPerProduct)), sinceMs: 0 }));
    const device = { testerSinceMs: own(100) === 0 ? 0 : null, enrolledMs: 0 };
    const cohorts = derivePassCohorts({ named, testers: [] }, device, maxPassCohorts);
    const expiresMs = derivePassExpiry(nowMs - own(2) * weekMs);
    return `${path}?pass=${passSigner.signPass({ product, cohorts, expiresMs })}`;
  });
}
