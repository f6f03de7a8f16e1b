// Turns a page of rollouts into the rows of a table.
import { deriveCountWords } from '../../domain/gate/wording.ts';
import type { Page } from '../../domain/page.ts';
import type { Candidate } from '../../domain/rollout/candidate.ts';
import type { Rollout, RolloutState } from '../../domain/rollout/rollout.ts';
import { printableLine } from '../printable.ts';
import { type Instant, instantOf } from '../when.tsx';

export type RowModel = {
  readonly href: string;
  readonly number: string;
  readonly build: string;
  readonly vendorVersion: string | null;
  readonly place: string;
  readonly state: RolloutState;
  readonly stage: string;
  readonly permille: string;
  readonly part: number;
  readonly started: Instant | null;
};

export type RolloutsModel = {
  readonly rows: readonly RowModel[];
  readonly olderHref: string | null;
  readonly isFirst: boolean;
};

export type RolloutsParts = {
  readonly page: Page<{ readonly rollout: Rollout; readonly build: Candidate | null }>;
  readonly isFirst: boolean;
  readonly nowMs: number;
};

export const rolloutsModel = ({ page, isFirst, nowMs }: RolloutsParts): RolloutsModel => ({
  rows: page.items.map(({ rollout, build }) => rowOf(rollout, build, nowMs)),
  olderHref: page.next === null ? null : `/rollouts?after=${encodeURIComponent(page.next)}`,
  isFirst,
});

function rowOf(rollout: Rollout, build: Candidate | null, nowMs: number): RowModel {
  const { id, product, channel, state, stages, stageIndex, startedMs, buildId } = rollout;
  const { name = '', permille = 0 } = stages[stageIndex] ?? {};
  return {
    href: `/rollouts/${id}`,
    number: String(id),
    build: printableLine(`${product} ${build?.version ?? buildId}`),
    vendorVersion: build?.vendorVersion == null ? null : printableLine(build.vendorVersion),
    place: printableLine(channel),
    state,
    stage: `${stageIndex + 1} of ${stages.length}, ${printableLine(name)}`,
    permille: deriveCountWords(permille),
    part: permille / 1000,
    started: instantOf(startedMs, nowMs),
  };
}
