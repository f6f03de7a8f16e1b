// The search for a target through the delegations: in order, depth first, each role once (TUF 1.0.34, 5.6.7).
import { isDelegated } from './match-path.ts';
import type { Delegation, Target, Targets } from './metadata.ts';

/** A search under way: the delegations still to be looked into, next one first. */
export type Search = {
  readonly path: string;
  readonly ahead: readonly Delegation[];
  readonly visited: ReadonlySet<string>;
};

export type SearchStep =
  | { readonly kind: 'found'; readonly target: Target }
  /** Look into this role, verified by this delegation's keys, and go on with what it says. */
  | { readonly kind: 'visit'; readonly delegation: Delegation; readonly search: Search }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'too-many-delegations' };

/** Delegated roles looked into for one path, as python-tuf and tuf-js count. */
const maxDelegations = 32;

export const startSearch = (path: string): Search => ({ path, ahead: [], visited: new Set(['targets']) });

/** What follows from a role's verified file. */
export function nextStep(search: Search, targets: Targets): SearchStep {
  const target = targets.targets.get(search.path);
  return target === undefined ? visitNext(enter(search, targets)) : { kind: 'found', target };
}

/** Puts the delegations that are about the path in front; a terminating one ends the list, and what stood behind it. */
function enter(search: Search, { delegations }: Targets): Search {
  const matching = delegations.filter(({ paths }) => isDelegated(paths, search.path));
  const terminating = matching.findIndex((each) => each.terminating);
  const ahead = terminating === -1 ? [...matching, ...search.ahead] : matching.slice(0, terminating + 1);
  return { ...search, ahead };
}

function visitNext({ path, ahead, visited }: Search): SearchStep {
  const next = ahead.findIndex(({ name }) => !visited.has(name));
  const delegation = ahead[next];
  if (delegation === undefined) return { kind: 'not-found' };
  // The targets role itself is among the visited.
  if (visited.size > maxDelegations) return { kind: 'too-many-delegations' };
  const search = { path, ahead: ahead.slice(next + 1), visited: new Set([...visited, delegation.name]) };
  return { kind: 'visit', delegation, search };
}
