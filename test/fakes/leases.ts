// Leases in memory, held to the same contract as PostgreSQL.
import type { LeaseName, Leases } from '../../src/app/ports/leases.ts';

export function fakeLeases(): Leases {
  const held = new Map<LeaseName, { fence: number; untilMs: number }>();
  return {
    async takeLease(name, { nowMs, lastsMs }) {
      const present = held.get(name) ?? { fence: 0, untilMs: 0 };
      if (present.untilMs > nowMs) return null;
      held.set(name, { fence: present.fence + 1, untilMs: nowMs + lastsMs });
      return present.fence + 1;
    },
    async releaseLease(name, fence) {
      if (held.get(name)?.fence === fence) held.set(name, { fence, untilMs: 0 });
    },
  };
}
