// Looks over evidence before it is judged: sums that cannot be read must not be taken for sums that say nothing.
import type { Problem } from '../result.ts';
import type { RatioSums, ShareSums, StageEvidence } from './evidence.ts';
import { gridName, ratioGrid } from './grid.ts';

/** Everything that makes evidence unusable; empty for good evidence and for none. */
export function checkEvidence(evidence: StageEvidence | null): Problem[] {
  if (evidence === null) return [];
  if (evidence.grid !== gridName) {
    const fix = `This version reads sums over ${gridName}.`;
    return [{ where: 'evidence.grid', what: `sums over ${evidence.grid} cannot be read`, fix }];
  }
  const bad = evidence.models.flatMap(({ model, ratios, shares }) => [
    ...Object.entries(ratios).flatMap(([signal, sums]) => (isTrueRatio(sums) ? [] : [`${signal} of ${model}`])),
    ...Object.entries(shares).flatMap(([signal, sums]) => (isTrueShare(sums) ? [] : [`${signal} of ${model}`])),
  ]);
  return bad.slice(0, 5).map((where) => ({
    where,
    what: 'sums that cannot be true',
    fix: 'Look for what counted them; the gate stays shut meanwhile.',
  }));
}

function isTrueRatio({ nats, events, exposure, controlEvents, controlExposure, over, under }: RatioSums): boolean {
  return (
    nats.length === ratioGrid.length &&
    nats.every(Number.isFinite) &&
    [events, exposure, controlEvents, controlExposure, over, under].every(isAmount)
  );
}

function isTrueShare({ events, started, matured }: ShareSums): boolean {
  return [events, started, matured].every(isAmount) && events <= started && matured <= started;
}

const isAmount = (amount: number): boolean => Number.isFinite(amount) && amount >= 0;
