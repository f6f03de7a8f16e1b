// The port to what we know of our issues in other trackers.
import type { Page, PageRequest } from '../../domain/page.ts';

export type MirrorLink = {
  /** Of our issue. */
  readonly number: number;
  /** Of theirs; null between the intent to make it and knowing that it was made. */
  readonly external: number | null;
  readonly url: string | null;
  readonly madeMs: number;
  /** They closed it while ours is open: a hint for people, which changes nothing here. */
  readonly closedThereMs: number | null;
};

export type MirrorLinks = {
  loadLink(subscriptionId: string, number: number): Promise<MirrorLink | null>;
  /** Before theirs is made, so that after a crash it is looked for and not made twice. */
  recordIntent(subscriptionId: string, number: number, nowMs: number): Promise<void>;
  recordMade(subscriptionId: string, number: number, made: { external: number; url: string }): Promise<void>;
  recordSeen(subscriptionId: string, number: number, closedThereMs: number | null): Promise<void>;
  /** The highest number first. */
  loadLinks(subscriptionId: string, page: PageRequest): Promise<Page<MirrorLink>>;
};
