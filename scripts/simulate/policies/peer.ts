// What a peer's rule sees each hour, and what it can say: nothing, or stop.
import type { BookSize, Page } from '../fleet/book.ts';
import type { History } from '../fleet/scene.ts';

export type HourView = {
  /** Hours since the rollout began, at the end of this hour. */
  readonly hour: number;
  readonly page: Page;
  readonly size: BookSize;
  readonly stage: number;
  readonly stageCount: number;
  /** Devices that this stage added, and the share of the fleet that is offered the build. */
  readonly stageOffered: number;
  readonly offeredShare: number;
  readonly isStageStart: boolean;
  /** The stage's time is over: its last look. */
  readonly isStageEnd: boolean;
  readonly history: History;
  readonly fleetDevices: number;
  /** Crash rate of each model relative to the fleet's, as known from before. */
  readonly modelCrash: readonly number[];
};

/** One rule, watching one rollout: called once an hour until it says to stop. */
export type Peer = { shouldStop(view: HourView): boolean };

export type PeerKind = {
  readonly id: string;
  readonly label: string;
  readonly start: () => Peer;
};
