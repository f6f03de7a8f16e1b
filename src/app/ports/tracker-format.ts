// The port to the REST APIs of other trackers: which requests say what, and what their answers mean.
import type { MirrorDraft } from '../../domain/event/mirror.ts';
import type { MirrorKind } from '../../domain/event/subscription.ts';
import type { Call } from './courier.ts';

export type TrackerRequest = Pick<Call, 'method' | 'url' | 'body'>;
export type TheirIssue = { readonly external: number; readonly url: string };
export type TheirState = { readonly isOpen: boolean; readonly labels: readonly string[] };

/** `project` is the address of a project in the API; each parse* is null for what it cannot read. */
export type TrackerFormat = {
  encodeHeaders(token: string): Readonly<Record<string, string>>;
  encodeCreate(project: string, draft: MirrorDraft): TrackerRequest;
  parseIssue(body: string): TheirIssue | null;
  /** Our issues that changed since then, the latest first. */
  encodeFind(project: string, sinceMs: number): TrackerRequest;
  parseFound(body: string, marker: string): TheirIssue | 'none' | null;
  encodeLook(project: string, external: number): TrackerRequest;
  parseState(body: string): TheirState | null;
  encodeUpdate(project: string, external: number, draft: MirrorDraft, there: TheirState): TrackerRequest;
  encodeComments(project: string, external: number, sinceMs: number): TrackerRequest;
  encodeComment(project: string, external: number, text: string): TrackerRequest;
  /** Seconds to stay away, where the answer says that we asked too often. */
  parsePatience(headers: Readonly<Record<string, string>>, nowMs: number): number | null;
};

export type TrackerFormats = Readonly<Record<MirrorKind, TrackerFormat>>;
