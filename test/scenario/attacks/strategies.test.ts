// Everything that an intruder with every secret of the service can think of: the device installs nothing that people did not approve, and goes on.
import { beforeAll, describe, expect, it } from 'vitest';
import { shaOf } from './releases.ts';
import { type Ground, play, prepareGround } from './run-strategy.ts';
import { chunks } from './strategies/chunks.ts';
import { forgeries } from './strategies/forgeries.ts';
import { images } from './strategies/images.ts';
import { offers } from './strategies/offers.ts';
import { replays } from './strategies/replays.ts';
import { times } from './strategies/times.ts';
import { nextCounter } from './world.ts';

const strategies = [...offers, ...forgeries, ...replays, ...times, ...images, ...chunks];

describe.each([1, 2] as const)('thresholds of %i', (people) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await prepareGround({ people });
  });

  it.each(strategies)('$name', async (strategy) => {
    const played = await play(ground, strategy);
    const allowed = strategy.isInside === true ? [shaOf(42)] : [];
    expect(played.installs.filter((sha256) => !allowed.includes(sha256))).toEqual([]);
    expect(played.ends).toBe(strategy.ends);
    expect(played.device.state.memory).toMatchObject({ securityFloor: 40 });
    expect(await played.recover()).toEqual([shaOf(nextCounter)]);
  });
});
