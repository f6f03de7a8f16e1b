// The sentence under each reason why a device does or does not get a build.
import type { ExplainedReason } from './explain.ts';
import type { StageView } from './explain-stage.ts';

type Wording = {
  readonly reason: ExplainedReason;
  readonly channel: string;
  /** Version of the rollout's build, and of the one to go back to. */
  readonly build: string;
  readonly fallback: string | null;
  readonly stage: StageView | null;
};

export function wordOffer({ reason, channel, build, fallback, stage }: Wording): string {
  switch (reason) {
    case 'offered':
      return `It is offered ${build}: ${wordStage(stage)} holds it.`;
    case 'taken-back':
      return `It runs ${build}, which was taken back, and is offered ${fallback} instead.`;
    case 'no-rollout':
      return build === ''
        ? `Nothing is rolled out on ${channel}.`
        : `${build} was taken back, and this device does not have it.`;
    case 'up-to-date':
      return `It runs ${build} already, or a newer build.`;
    case 'not-in-stage':
      return stage === null
        ? `No stage of the rollout of ${build} holds it.`
        : `${build} has not come to it yet: it will with ${wordStage(stage)}.`;
    case 'held':
      return `It is inside ${wordStage(stage)}, but the rollout of ${build} is held: no device gets it now.`;
    case 'halted':
      return `It is inside ${wordStage(stage)}, but the rollout of ${build} is halted: no device gets it now.`;
    case 'quarantined':
      return `It is inside ${wordStage(stage)}, but its model is in quarantine: ${build} is offered to other models only.`;
    case 'model-not-listed':
      return `${build} was not made for its model.`;
    case 'source-not-accepted':
      return `${build} cannot be installed over the build it runs.`;
    case 'no-fallback':
      return `It runs ${build}, which was taken back, but there is no build for its model to go back to.`;
    default:
      return 'Its poll is refused before anything is decided.';
  }
}

const wordStage = (stage: StageView | null): string =>
  stage === null ? 'a stage' : `stage ${stage.index + 1}${stage.name === null ? '' : ` (${stage.name})`}`;
