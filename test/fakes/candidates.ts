// Builds as rollouts see them, in memory.
import type { Candidates } from '../../src/app/ports/candidates.ts';
import type { Candidate } from '../../src/domain/rollout/candidate.ts';

/** The array may grow and change while the fake is in use. */
export function fakeCandidates(builds: readonly Candidate[]): Candidates {
  return {
    loadBuilds: async (buildIds) => builds.filter(({ buildId }) => buildIds.includes(buildId)),
    async loadCandidate(product, name) {
      const ours = builds.filter((build) => build.product === product);
      return (
        ours.find(({ buildId }) => buildId === name) ??
        ours.find(({ version }) => version === name) ??
        ours.find(({ vendorVersion }) => vendorVersion === name) ??
        null
      );
    },
    loadCandidates: async (product, channel, aboveCounter) =>
      builds
        .filter((build) => build.product === product && build.channel === channel)
        .filter(({ isSealed, isWithdrawn, counter }) => isSealed && !isWithdrawn && counter > aboveCounter)
        .sort((a, b) => b.counter - a.counter)
        .slice(0, 50),
  };
}
