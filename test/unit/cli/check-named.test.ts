// Nobody is led to sign a ceiling or a permit over other words than are published.
import { describe, expect, it } from 'vitest';
import { expectNamedReleases } from '../../../src/cli/trust/check-named.ts';
import type { OpenRepository } from '../../../src/cli/trust/open-repository.ts';
import type { RoleDraft } from '../../../src/cli/trust/role-draft.ts';
import type { Target } from '../../../src/domain/trust/tuf/metadata.ts';
import { encodeTargetsPayload } from '../../../src/wire/trust/targets.ts';
import { expectValue } from '../../samples/statements.ts';
import { ceilingTarget, fileOf, permitTarget, releaseTarget } from '../../samples/trust.ts';

const r42 = releaseTarget(42);
const other = { releaseSha256: 'f'.repeat(64) };

/** What is asked of whoever signs this file, where these releases are published. */
async function ask(role: string, target: readonly [string, Target], published = [r42]): Promise<string> {
  const files = new Map([['fw-nova', { isSigned: true, content: fileOf(1, published) }]]);
  const repository = { loadRole: async (name: string) => files.get(name) ?? null } as unknown as OpenRepository;
  const payload = expectValue(encodeTargetsPayload(fileOf(1, [target])));
  return expectNamedReleases(repository, { role, payload } as RoleDraft).then(
    () => 'fine',
    (error: { code?: string }) => error.code ?? 'thrown',
  );
}

describe('a rollout file to be signed', () => {
  it.each<[string, readonly [string, Target], string]>([
    ['with a ceiling of what is published', ceilingTarget(), 'fine'],
    ['with a ceiling of other words', ceilingTarget(other), 'release-named-otherwise'],
    ['with a permit to what is published', permitTarget(), 'fine'],
  ])('%s: %s', async (_, target, verdict) => {
    expect(await ask('rollout-nova', target)).toBe(verdict);
  });

  it('over a release that somebody put other words under', async () => {
    expect(await ask('rollout-nova', ceilingTarget(), [releaseTarget(42, { models: ['n9'] })])).toBe(
      'release-named-otherwise',
    );
    expect(await ask('rollout-nova', permitTarget(), [releaseTarget(42, { models: ['n9'] })])).toBe(
      'release-named-otherwise',
    );
  });
});

it('files of other roles name nothing', async () => {
  expect(await ask('fw-nova', r42)).toBe('fine');
});
