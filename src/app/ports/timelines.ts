// The port to what is known of a device, on one line of time.
import type { Moment } from '../../domain/device/timeline.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type Timelines = {
  /** The newest first, with `untilMs` none that is later; empty for a device that nobody knows. */
  loadTimeline(
    product: string,
    deviceId: string,
    page: PageRequest & { readonly untilMs?: number },
  ): Promise<Page<Moment>>;
};
