// Lets all peers watch one rollout that goes by the clock of its plan: each stops it for itself.
import { Course, type Trial } from '../course.ts';
import type { Outcome } from '../results/outcome.ts';
import type { HourView, PeerKind } from './peer.ts';

export function watchPeers(trial: Trial, kinds: readonly PeerKind[]): Outcome[] {
  const course = new Course(trial);
  const open = new Map(kinds.map((kind) => [kind.id, kind.start()]));
  const outcomes = new Map<string, Outcome>();
  let isStageStart = true;
  while (!course.isOver && open.size > 0) {
    course.live();
    const view = viewOf(course, isStageStart);
    for (const [id, peer] of open) {
      if (!peer.shouldStop(view)) continue;
      outcomes.set(id, course.close(id, { verdict: 'halted', reason: null }));
      open.delete(id);
    }
    isStageStart = view.isStageEnd;
    course.turnPage();
    if (view.isStageEnd) course.openNext();
  }
  const verdict = course.fullAtHour === null ? 'unfinished' : 'promoted';
  for (const id of open.keys()) outcomes.set(id, course.close(id, { verdict, reason: null }));
  return kinds.flatMap(({ id }) => outcomes.get(id) ?? []);
}

function viewOf(course: Course, isStageStart: boolean): HourView {
  const { world } = course.trial.ground;
  const offered = course.fleet.toll.offered.reduce((sum, count) => sum + count, 0);
  return {
    hour: course.hour,
    page: course.page,
    size: course.fleet.book.size,
    stage: course.stage,
    stageCount: course.trial.plan.stages.length,
    stageOffered: course.stageOffered,
    offeredShare: offered / world.fleet.devices,
    isStageStart,
    isStageEnd: !course.isLastStage && course.hour - course.stageHour >= course.bakeHours,
    history: course.scene.history,
    fleetDevices: world.fleet.devices,
    modelCrash: world.models.map(({ crash }) => crash),
  };
}
