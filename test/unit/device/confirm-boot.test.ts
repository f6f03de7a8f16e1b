// The security floor against two slots that fail in every way: it rises in the end, and never above what the device could fall back to.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { announceRestart, confirmBoot } from '../../../src/device/confirm-boot.ts';
import type { Memory } from '../../../src/device/ports.ts';
import { fakeStaging } from '../../fakes/staging.ts';
import { memory as factory } from '../../samples/offers.ts';
import { sampleReleaseId } from '../../samples/statements.ts';

const releaseId = sampleReleaseId('nova-42');
const imageSha256 = 'e'.repeat(64);
const pendingOf = (counter: number, securityFloor: number): NonNullable<Memory['pending']> => ({
  releaseId,
  version: `1.${counter}.0`,
  counter,
  securityFloor,
  imageSha256,
  isBack: false,
});

async function boot(memory: Memory, runningVersion: string): Promise<Memory> {
  let kept = memory;
  const store = {
    load: async () => kept,
    async save(next: Memory) {
      kept = next;
    },
  };
  await confirmBoot({ memory: store, staging: fakeStaging(), report: async () => {} }, runningVersion);
  return kept;
}

const start: Memory = {
  ...factory,
  version: '1.41.0',
  counter: 41,
  otherCounter: 40,
  securityFloor: 0,
  wantedFloor: 0,
};
const confirm = (memory: Memory, counter: number, floor: number) =>
  boot({ ...memory, pending: pendingOf(counter, floor), otherCounter: null }, `1.${counter}.0`);

describe('the security floor', () => {
  it('waits for the second slot, and rises with it', async () => {
    const first = await confirm(start, 42, 42);
    expect(first).toMatchObject({ counter: 42, otherCounter: 41, wantedFloor: 42, securityFloor: 41 });
    expect(await confirm(first, 43, 0)).toMatchObject({ counter: 43, otherCounter: 42, securityFloor: 42 });
  });

  it('does not rise for a build that never booted', async () => {
    const failed = await boot({ ...start, pending: pendingOf(42, 42), otherCounter: 40 }, '1.41.0');
    expect(failed).toMatchObject({ counter: 41, otherCounter: null, wantedFloor: 0, securityFloor: 0 });
  });

  it('does not fall when a device goes back', async () => {
    const ahead = await confirm(await confirm(start, 42, 42), 43, 42);
    expect(await confirm(ahead, 42, 0)).toMatchObject({ counter: 42, securityFloor: 42 });
  });
});

/** What really is in a slot: a build that boots, or nothing of use. */
type Slot = { readonly counter: number } | null;
type Step = { readonly counter: number; readonly floor: number; readonly end: 'boots' | 'falls back' | 'power cut' };

const step: fc.Arbitrary<Step> = fc.record({
  counter: fc.integer({ min: 0, max: 12 }),
  floor: fc.integer({ min: 0, max: 12 }),
  end: fc.constantFrom('boots', 'falls back', 'power cut'),
});

it('leaves no device without a slot that boots, whatever fails (properties 42)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let memory: Memory = { ...start, version: '1.0.0', counter: 0, otherCounter: null };
      let [running, other]: [{ counter: number }, Slot] = [{ counter: 0 }, null];
      for (const { counter, floor, end } of steps) {
        // As the device checks before it installs, and people before they sign.
        if (counter < memory.securityFloor || floor > counter) continue;
        memory = { ...memory, pending: pendingOf(counter, floor), otherCounter: null };
        if (end === 'boots') [running, other] = [{ counter }, running];
        else other = end === 'falls back' ? { counter } : null;
        const before = memory.securityFloor;
        memory = await boot(memory, end === 'boots' ? `1.${counter}.0` : memory.version);
        expect(memory).toMatchObject({ counter: running.counter, pending: null });
        expect(running.counter).toBeGreaterThanOrEqual(memory.securityFloor);
        if (end === 'boots') expect(other?.counter).toBeGreaterThanOrEqual(memory.securityFloor);
        else expect(memory.securityFloor).toBe(before);
        expect(memory.securityFloor).toBeGreaterThanOrEqual(before);
        if (memory.otherCounter !== null) expect(memory.otherCounter).toBe(other?.counter);
      }
    }),
    { numRuns: 500 },
  );
});

describe('a restart', () => {
  const told: unknown[] = [];
  const announce = (memory: Memory) =>
    announceRestart({
      memory: { load: async () => memory, save: async () => {} },
      report: async (event) => void told.push(event),
    });

  it('is announced where a build waits for it, and only there', async () => {
    await announce(start);
    expect(told).toEqual([]);
    await announce({ ...start, pending: pendingOf(42, 0) });
    expect(told).toEqual([{ build: '1.42.0', outcome: 'restarting' }]);
  });
});
