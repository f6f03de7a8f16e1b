// The port to what people and crash reports say about the builds of rollouts.
import type { Heard } from '../../domain/gate/heard.ts';

export type HearsayQuestion = {
  readonly rolloutId: number;
  readonly product: string;
  readonly channel: string;
  readonly buildId: string;
  /** Every model of the build's signed list. */
  readonly models: readonly string[];
  readonly startedMs: number;
};

export type Hearsay = {
  /** In the order of the questions; as many queries for a hundred rollouts as for one. Only enrolled devices are heard. */
  loadHeard(questions: readonly HearsayQuestion[], nowMs: number): Promise<Heard[]>;
};
