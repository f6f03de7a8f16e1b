// A device that slept through rotations of the root, each signed once and expired long ago, still comes home (properties 4, 45).
import { describe, expect, it } from 'vitest';
import { createClient, createRepository, versionsIn } from '../samples/repository.ts';
import { dayMs, nowMs, sampleKey } from '../samples/statements.ts';

describe('a device that slept', () => {
  /** Every root rotates the root key and expired long ago, but for the last. */
  function publishChain(roots: number) {
    const repository = createRepository();
    for (let version = 2; version <= roots; version += 1) {
      const isLast = version === roots;
      repository.now.root = { ...repository.now.root, expiresMs: isLast ? nowMs + dayMs : nowMs - 4 * 365 * dayMs };
      repository.rotate('root', sampleKey(version % 200));
    }
    return repository;
  }

  it.each([1, 30, 256])('walks %i roots in one refresh', async (steps) => {
    const client = await createClient(publishChain(steps + 1));
    expect(await client.refresh()).toMatchObject({ ok: true });
    expect(versionsIn(client.store.files)).toEqual({ root: steps + 1, timestamp: 1, snapshot: 1, targets: 1 });
  });

  it('stops cleanly at 257 and comes home with the next refresh', async () => {
    const client = await createClient(publishChain(258));
    expect(await client.refresh()).toEqual({ ok: false, role: 'root', refusal: 'too-many-root-steps' });
    expect(versionsIn(client.store.files)).toEqual({ root: 257 });
    expect(await client.restarted().refresh()).toMatchObject({ ok: true });
    expect(versionsIn(client.store.files)).toMatchObject({ root: 258, targets: 1 });
  });
});
