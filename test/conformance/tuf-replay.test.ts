// Old publications, whole or mixed, replayed to a client that saw later ones: nothing is accepted that did not exist together (properties 5, 9).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FetchFile } from '../../src/device/trust/ports.ts';
import { createClient, createRepository, mirrorOf, versionsIn } from '../samples/repository.ts';

const target = 'fw/nova/nova-42.img';

/** What a mirror served after each of `count` publications. */
function publications(count: number) {
  const repository = createRepository();
  const past = [new Map(repository.files)];
  while (past.length < count) {
    repository.publish();
    past.push(new Map(repository.files));
  }
  return { repository, past };
}

describe('replayed publications', () => {
  it('of 50 are all refused by whoever saw a later one, also after a restart', async () => {
    const { repository, past } = publications(50);
    let files = past[0] ?? new Map<string, Uint8Array>();
    const client = await createClient(repository, {
      mirrors: [(name, maxBytes) => mirrorOf({ files, requests: [] })(name, maxBytes)],
    });
    let accepted = 0;
    let tried = 0;
    for (const [at, later] of past.entries()) {
      files = later;
      expect(await client.refresh()).toMatchObject({ ok: true });
      const before = versionsIn(client.store.files);
      const restarted = client.restarted();
      for (const earlier of past.slice(0, at)) {
        files = earlier;
        tried += 1;
        const outcome = await restarted.refresh();
        if (outcome.ok || outcome.refusal !== 'version-too-low') accepted += 1;
      }
      expect(versionsIn(client.store.files)).toEqual(before);
    }
    expect({ tried, accepted }).toEqual({ tried: 1_225, accepted: 0 });
  });
});

describe('mix and match', () => {
  it('of 20 publications: only what existed together is accepted, in 2,000 tuples', async () => {
    const { repository, past } = publications(20);
    const file = (at: number, name: string) => past[at]?.get(name) ?? new Uint8Array();
    let together = 0;
    const index = fc.integer({ min: 0, max: 19 });
    await fc.assert(
      fc.asyncProperty(index, index, index, index, fc.boolean(), async (a, b, c, d, isSame) => {
        const [timestamp, snapshot, targets, delegated] = isSame ? [a, a, a, a] : [a, b, c, d];
        const mirror: FetchFile = async (name) => {
          if (name.includes('root')) return { kind: 'absent' };
          if (name === 'timestamp.json') return { kind: 'found', bytes: file(timestamp, name) };
          const [kind, at] = name.includes('snapshot')
            ? ['snapshot', snapshot]
            : name.includes('fw-nova')
              ? ['fw-nova', delegated]
              : ['targets', targets];
          return { kind: 'found', bytes: file(19, `${Number(at) + 1}.${kind}.json`) };
        };
        const client = await createClient(repository, { mirrors: [mirror] });
        const refreshed = await client.refresh();
        const found = refreshed.ok && (await client.findTarget(target)).ok;
        const existed = timestamp === snapshot && snapshot === targets && targets === delegated;
        if (existed) together += 1;
        expect(found).toBe(existed);
      }),
      { numRuns: 2_000 },
    );
    expect(together).toBeGreaterThan(500);
  });
});
