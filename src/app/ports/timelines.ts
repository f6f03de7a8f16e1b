// The port to what is known of a device, on one line of time.
import type { Moment } from '../../domain/device/timeline.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

export type Timelines = {
  /** The newest first; empty for a device that nobody knows. */
  loadTimeline(product: string, deviceId: string, page: PageRequest): Promise<Page<Moment>>;
};
