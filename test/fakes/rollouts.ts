// Rollouts in memory, held to the same contract as PostgreSQL.
import type { NewDecision, Rollouts, Start } from '../../src/app/ports/rollouts.ts';
import type { AuditEntry } from '../../src/domain/audit/chain.ts';
import type { Lesson } from '../../src/domain/gate/lesson.ts';
import { derivePage } from '../../src/domain/page.ts';
import { type Decision, isOpen, isWatched, type Position, type Rollout } from '../../src/domain/rollout/rollout.ts';
import type { FakeTrains } from './trains.ts';

type Held = {
  rollout: Rollout;
  ceiling: string;
  permit: string | null;
  decisions: Decision[];
  lesson: Lesson | null;
};

export type FakeRollouts = Rollouts & {
  readonly held: readonly Held[];
  readonly audited: readonly AuditEntry[];
};

/** `trains` is where departures are claimed; `onChange` stands for the note that the map is wanted. */
export function fakeRollouts(trains: FakeTrains, onChange: () => void = () => {}): FakeRollouts {
  const held: Held[] = [];
  const audited: AuditEntry[] = [];
  const newestFirst = () => held.map(({ rollout }) => rollout).sort((a, b) => b.id - a.id);

  function commit(audit: AuditEntry) {
    audited.push(audit);
    onChange();
  }

  function follow(parent: number | null, decision: NewDecision, { state, stageIndex }: Position): Decision {
    return { number: (parent ?? 0) + 1, parent, ...decision, state, stageIndex };
  }

  function begin({ rollout: { ceiling, ...given }, decision }: Start): Rollout {
    const rollout: Rollout = { ...given, id: held.length + 1, head: 1 };
    held.push({ rollout, ceiling, permit: null, decisions: [follow(null, decision, rollout)], lesson: null });
    return rollout;
  }

  return {
    held,
    audited,
    loadRollout: async (id) => held[id - 1]?.rollout ?? null,
    async loadRollouts({ product, channel, state }, { limit, after }) {
      const rows = newestFirst()
        .filter((each) => product === null || each.product === product)
        .filter((each) => channel === null || each.channel === channel)
        .filter((each) => state === null || each.state === state)
        .filter(({ id }) => after === null || id < Number(after));
      return derivePage(rows.slice(0, limit + 1), limit, ({ id }) => String(id));
    },
    loadOpenRollouts: async (watchedMs) => {
      const isLookedAt = (each: Rollout) => isOpen(each) || (watchedMs !== undefined && isWatched(each, watchedMs));
      return newestFirst().filter(isLookedAt).reverse();
    },
    loadLastCompleted: async (product, channel, exceptBuildId) =>
      newestFirst().find(
        (each) =>
          each.product === product &&
          each.channel === channel &&
          each.state === 'completed' &&
          each.buildId !== exceptBuildId,
      ) ?? null,
    async loadDecisions(rolloutId, { limit, after }) {
      const rows = (held[rolloutId - 1]?.decisions ?? [])
        .filter(({ number }) => after === null || number < Number(after))
        .sort((a, b) => b.number - a.number);
      return derivePage(rows.slice(0, limit + 1), limit, ({ number }) => String(number));
    },
    async recordRollout(start, audit) {
      const { product, channel } = start.rollout;
      const { departureMs, decision } = start;
      const isTaken = held.some(
        ({ rollout }) => isOpen(rollout) && rollout.product === product && rollout.channel === channel,
      );
      if (departureMs !== null && !trains.isClaimable({ product, channel, departureMs })) {
        return { ok: false, refusal: 'departure-decided' };
      }
      if (isTaken) return { ok: false, refusal: 'rollout-open' };
      for (const each of held) {
        const isBefore = each.rollout.product === product && each.rollout.channel === channel;
        if (isBefore && isWatched(each.rollout, decision.decidedMs))
          each.rollout = { ...each.rollout, watchUntilMs: decision.decidedMs };
      }
      const rollout = begin(start);
      if (departureMs !== null) {
        const { decidedMs } = decision;
        trains.claim({ product, channel, departureMs, rolloutId: rollout.id, skipped: null, decidedMs });
      }
      commit(audit);
      return { ok: true, rollout };
    },
    async recordDecision(rolloutId, parent, { next, decision, permit, lesson }, audit) {
      const at = held[rolloutId - 1];
      if (at === undefined || at.rollout.head !== parent) return null;
      const stages = at.rollout.stages.map((stage, index) =>
        index === next.stageIndex && stage.enteredMs === null ? { ...stage, enteredMs: next.stageEnteredMs } : stage,
      );
      const recorded = follow(parent, decision, next);
      at.rollout = { ...at.rollout, ...next, stages, head: recorded.number };
      at.permit = permit ?? at.permit;
      at.lesson = lesson ?? at.lesson;
      at.decisions.push(recorded);
      commit(audit);
      return recorded;
    },
  };
}
