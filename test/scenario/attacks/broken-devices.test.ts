// Proves that the harness sees a success when there is one: devices that lack one guard each, and the strategy that then wins.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { evilSha } from './attack.ts';
import type { Flaws } from './device.ts';
import { shaOf } from './releases.ts';
import { type Ground, play, prepareGround, type Strategy } from './run-strategy.ts';
import { forgeries } from './strategies/forgeries.ts';
import { images } from './strategies/images.ts';
import { offers } from './strategies/offers.ts';
import { replays } from './strategies/replays.ts';
import { times } from './strategies/times.ts';

/** Guards that a module keeps and no port can take away. */
const missing = vi.hoisted(() => new Set<string>());

vi.mock('../../../src/domain/trust/check-ceiling.ts', async (load) => {
  const sound = await load<typeof import('../../../src/domain/trust/check-ceiling.ts')>();
  return {
    ...sound,
    checkCeiling(question: Parameters<typeof sound.checkCeiling>[0]) {
      if (missing.has('ceiling')) return { ok: true, stage: question.ceiling.statement.stages[0] };
      return sound.checkCeiling(missing.has('own clock') ? { ...question, clockMs: question.nowMs } : question);
    },
  };
});
vi.mock('../../../src/domain/trust/check-release.ts', async (load) => {
  const sound = await load<typeof import('../../../src/domain/trust/check-release.ts')>();
  return {
    ...sound,
    checkRelease: (question: Parameters<typeof sound.checkRelease>[0]) =>
      missing.has('release') ? { ok: true } : sound.checkRelease(question),
  };
});
vi.mock('../../../src/device/check-staged.ts', async (load) => {
  const sound = await load<typeof import('../../../src/device/check-staged.ts')>();
  return {
    isStagedAsSigned: (...given: Parameters<typeof sound.isStagedAsSigned>) =>
      missing.has('hash') || sound.isStagedAsSigned(...given),
    whileChecking: (...given: Parameters<typeof sound.whileChecking>) =>
      missing.has('hash') || missing.has('second hash') ? given[0] : sound.whileChecking(...given),
  };
});

const forgetful: Flaws = {
  device: ({ memory }) => ({
    memory: { ...memory, load: async () => ({ ...(await memory.load()), counter: 0, securityFloor: 0 }) },
  }),
};
/** Verifies all there is, and remembers nothing of it. */
const amnesiac: Flaws = {
  trust: ({ store }) => ({
    store: { load: async (role) => (role === 'root' ? store.load(role) : null), save: async () => {} },
  }),
};
const credulous: Flaws = { trust: () => ({ verify: () => true }) };
const blindToStops: Flaws = {
  device: ({ trust }) => ({
    trust: {
      ...trust,
      findTarget: async (path) =>
        path.startsWith('stop/')
          ? { ok: false, role: 'stop-nova', refusal: 'target-not-found' }
          : trust.findTarget(path),
    },
  }),
};

const all: readonly Strategy[] = [...offers, ...forgeries, ...replays, ...times, ...images];
const evilEnd = (bytes: string) => bytes !== shaOf(42);

describe('a device', () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await prepareGround({ people: 2 });
  });

  it.each<[string, { guard?: string; flaws?: Flaws }, string, (sha256: string) => boolean]>([
    ['without the ceiling', { guard: 'ceiling' }, 'opens the last stage at once', (sha) => sha === shaOf(42)],
    [
      'without the release’s rules',
      { guard: 'release' },
      'goes “back” by a true permit to another model’s build',
      (sha) => sha === shaOf(43),
    ],
    [
      'that opens stages by the service’s time',
      { guard: 'own clock' },
      'tells that the day has come on which the last stage opens',
      (sha) => sha === shaOf(42),
    ],
    ['that hashes nothing', { guard: 'hash' }, 'sends other bytes of the same length, and no chunk list', evilEnd],
    ['that hashes once', { guard: 'second hash' }, 'swaps the staged file between check and install', evilEnd],
    [
      'that verifies no signature',
      { flaws: credulous },
      'signs a release with the signatures of the file before',
      (sha) => sha === evilSha,
    ],
    [
      'that forgets counter and floor',
      { flaws: forgetful },
      'goes back below the security floor by a true permit',
      (sha) => sha === shaOf(39),
    ],
    [
      'that forgets what it trusted',
      { flaws: amnesiac },
      'puts the whole storage back to what it was two hours ago',
      (sha) => sha === shaOf(42),
    ],
    ['that looks for no stop', { flaws: blindToStops }, 'offers a build that was recalled', (sha) => sha === shaOf(46)],
  ])('%s is fooled', async (_, { guard, flaws = {} }, name, isHarm) => {
    const strategy = all.find((each) => each.name === name);
    if (strategy === undefined) expect.fail(`there is no strategy that ${name}`);
    const sound = await play(ground, strategy);
    expect(sound.installs.filter(isHarm)).toEqual([]);
    if (guard !== undefined) missing.add(guard);
    const fooled = await play(ground, strategy, flaws).finally(() => missing.clear());
    expect(fooled.installs.filter(isHarm)).not.toEqual([]);
  });
});
