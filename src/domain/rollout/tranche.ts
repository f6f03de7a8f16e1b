// How far extra tranches of a stage reach: each is a part of the next one, since the signed ceiling lets no others in.
import { everyoneCohort } from './cohort.ts';
import type { MapStage } from './release-map.ts';

/** From a named cohort to everyone: a first tranche is this part of the next stage, and each further one doubles it. */
const firstPart = 8;
/** However much the next stage lets in, at first no more than half of the first stage of gates.md 4. */
const firstPermilleMax = 5;

/**
 * What the stage and its tranches add up to; null where there is no tranche, or where it would reach the whole next stage.
 * Within one cohort each tranche is as large as the stage itself.
 */
export function deriveTranche(stages: readonly MapStage[], stageIndex: number, tranches: number): MapStage | null {
  const stage = stages[stageIndex];
  const next = stages[stageIndex + 1];
  if (tranches <= 0 || stage === undefined || next === undefined) return null;
  if (next.cohort !== stage.cohort && next.cohort !== everyoneCohort) return null;
  const permille =
    next.cohort === stage.cohort
      ? stage.permille + deriveSize(stages.slice(0, stageIndex), stage) * tranches
      : derivePart(next) * 2 ** (tranches - 1);
  return permille < next.permille ? { ...next, permille } : null;
}

/** What a stage adds to those before it. */
function deriveSize(before: readonly MapStage[], { cohort, permille }: MapStage): number {
  const reached = before.filter((each) => each.cohort === cohort).map((each) => each.permille);
  return Math.max(1, permille - Math.max(0, ...reached));
}

/** Devices of a named cohort say nothing about how many thousandths of everyone they are; the plan's own next stage does. */
const derivePart = ({ permille }: MapStage): number =>
  Math.min(firstPermilleMax, Math.max(1, Math.floor(permille / firstPart)));
