// Lists rollouts with the builds they carry, newest first.
import type { Page, PageRequest } from '../domain/page.ts';
import type { Candidate } from '../domain/rollout/candidate.ts';
import type { Rollout } from '../domain/rollout/rollout.ts';
import type { Candidates } from './ports/candidates.ts';
import type { RolloutFilter, Rollouts } from './ports/rollouts.ts';

/** `build` is null only where the store has lost it. */
export type ListedRollout = { readonly rollout: Rollout; readonly build: Candidate | null };

export async function listRollouts(
  ports: { readonly rollouts: Rollouts; readonly candidates: Candidates },
  filter: RolloutFilter,
  page: PageRequest,
): Promise<Page<ListedRollout>> {
  const { items, next } = await ports.rollouts.loadRollouts(filter, page);
  // One question a build, and a page holds few: most builds go up once.
  const named = new Map(items.map(({ product, buildId }) => [buildId, product]));
  const builds = await Promise.all([...named].map(([id, product]) => ports.candidates.loadCandidate(product, id)));
  const buildOf = new Map([...named.keys()].map((id, index) => [id, builds[index] ?? null]));
  return { items: items.map((rollout) => ({ rollout, build: buildOf.get(rollout.buildId) ?? null })), next };
}
