// How far extra tranches of a stage reach: each is as large as the stage itself, and a part of the next one.
import { everyoneCohort } from './cohort.ts';
import type { MapStage } from './release-map.ts';

/**
 * What the stage and its tranches add up to; null where there is no tranche, or where it would reach the whole next stage.
 * The next stage has to hold the same devices and more: the signed ceiling lets no others in.
 */
export function deriveTranche(stages: readonly MapStage[], stageIndex: number, tranches: number): MapStage | null {
  const stage = stages[stageIndex];
  const next = stages[stageIndex + 1];
  if (tranches <= 0 || stage === undefined || next === undefined) return null;
  if (next.cohort !== stage.cohort && next.cohort !== everyoneCohort) return null;
  // Devices of a named cohort say nothing about how many thousandths of everyone they are.
  const isSame = next.cohort === stage.cohort;
  const before = Math.max(
    0,
    ...stages
      .slice(0, stageIndex)
      .filter(({ cohort }) => cohort === stage.cohort)
      .map(({ permille }) => permille),
  );
  const size = isSame ? stage.permille - before : 1;
  const permille = (isSame ? stage.permille : 0) + Math.max(1, size) * tranches;
  return permille < next.permille ? { cohort: next.cohort, permille } : null;
}
