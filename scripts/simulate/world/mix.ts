// Deals out builds in proportion to their weights, so that the first hundred of a thousand look like all of them.
import type { BuildKind, World } from './shape.ts';

/** The kind of each of `count` builds: always the one that is furthest behind its share (largest remainder at every step). */
export function dealBuilds(world: World, count: number): BuildKind[] {
  const total = world.builds.reduce((sum, { weight }) => sum + weight, 0);
  const dealt = world.builds.map(() => 0);
  return Array.from({ length: count }, (_, at) => {
    const lags = world.builds.map(({ weight }, index) => ((at + 1) * weight) / total - (dealt[index] ?? 0));
    const next = lags.indexOf(Math.max(...lags));
    dealt[next] = (dealt[next] ?? 0) + 1;
    return (
      world.builds[next] ?? {
        name: 'good',
        weight: 1,
        crashFromHour: 0,
        crashRampHours: 0,
        brickAfterHours: 0,
        uptime: 1,
      }
    );
  });
}
