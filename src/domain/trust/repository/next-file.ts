// The next version of a published file: one more, alive for the life of its role, with targets put in and taken out.
import type { Head, Target, Targets } from '../tuf/metadata.ts';
import { deriveLifeMs, type LivingKind } from './life.ts';

/** Same content, next version, a life from now. */
export function nextVersionOf<F extends Head>(published: F, kind: LivingKind, nowMs: number): F {
  return { ...published, version: published.version + 1, expiresMs: nowMs + deriveLifeMs(kind) };
}

/** `put` adds a target or takes the place of one of the same path; `remove` are paths, known or not. */
export type TargetsEdit = {
  readonly put?: ReadonlyMap<string, Target>;
  readonly remove?: Iterable<string>;
};

export function editTargets(file: Targets, { put = new Map(), remove = [] }: TargetsEdit): Targets {
  const targets = new Map([...file.targets, ...put]);
  for (const path of remove) targets.delete(path);
  return { ...file, targets };
}
