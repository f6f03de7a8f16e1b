// The port to what past rollouts taught.
import type { PastLesson } from '../../domain/gate/lesson.ts';

export type Lessons = {
  /** Of completed rollouts of each channel, newest first, at most `lessonsOfDrift`; in the order of the question. One query. */
  loadLessons(channels: readonly { readonly product: string; readonly channel: string }[]): Promise<PastLesson[][]>;
};
