// Brings an issue in somebody else's tracker to where ours stood at an event: made once, commented once, closed as ours is.
import type { Event } from '../domain/event/event.ts';
import { deriveMirror, type MirrorDraft } from '../domain/event/mirror.ts';
import { judgeStatus, type Outcome } from '../domain/event/retry.ts';
import type { MirrorKind } from '../domain/event/subscription.ts';
import type { Claim } from './ports/claims.ts';
import type { Courier } from './ports/courier.ts';
import type { MessageSigner } from './ports/message-signer.ts';
import type { MirrorLinks } from './ports/mirror-links.ts';
import type { TheirState, TrackerFormat, TrackerFormats, TrackerRequest } from './ports/tracker-format.ts';
import { readRetryAfter, type Told } from './tell-webhook.ts';

export type MirrorPorts = {
  readonly courier: Courier;
  readonly messageSigner: MessageSigner;
  readonly mirrorLinks: MirrorLinks;
  readonly trackerFormats: TrackerFormats;
};

type Mirror = Claim & { readonly kind: MirrorKind };

/** Their clock may be behind ours. */
const slackMs = 3_600_000;
/** A page of a hundred issues with long bodies. */
const maxAnswerBytes = 8 * 1024 * 1024;

const down = (fault: string): Outcome => ({ kind: 'down', status: null, fault, retryAfterS: null });

export async function tellMirror(ports: MirrorPorts, claim: Mirror, event: Event, nowMs: number): Promise<Told> {
  const draft = deriveMirror(event);
  if (draft === null) return { outcome: { kind: 'told', status: null }, tookMs: 0 };
  const token = ports.messageSigner.openToken(claim.secrets[0]?.sealed ?? '');
  if (token === null) return { outcome: down('secret-unreadable'), tookMs: 0 };
  const talk = openTalk(
    ports,
    { format: ports.trackerFormats[claim.kind], token, project: claim.subscription.url },
    nowMs,
  );
  const outcome = await bringAlong({ ports, talk, id: claim.subscription.id, draft, event, nowMs });
  return { outcome, tookMs: talk.tookMs() };
}

type Task = {
  readonly ports: MirrorPorts;
  readonly talk: Talk;
  readonly id: string;
  readonly draft: MirrorDraft;
  readonly event: Event;
  readonly nowMs: number;
};

/** Every step finds what an earlier try has done; the order makes a cut anywhere harmless. */
async function bringAlong(task: Task): Promise<Outcome> {
  const { ports, talk, id, draft, event, nowMs } = task;
  const external = await ensureIssue(task);
  if (typeof external !== 'number') return external;
  const looked = await talk.ask(talk.format.encodeLook(talk.project, external));
  // Whoever deleted it there did not want it: that is respected.
  if (looked.kind === 'stopped') return looked.outcome.status === 410 ? { kind: 'told', status: 410 } : looked.outcome;
  const there = talk.format.parseState(looked.body);
  if (there === null) return down('unreadable-answer');
  await recordHint(task, there);
  const commented = await ensureComment(task, external, event.atMs);
  if (commented !== null) return commented;
  const updated = await talk.ask(talk.format.encodeUpdate(talk.project, external, draft, there));
  if (updated.kind === 'stopped') return updated.outcome;
  if (draft.closing !== null) await ports.mirrorLinks.recordSeen(id, draft.number, null);
  return { kind: 'told', status: updated.status };

  async function recordHint({ ports: { mirrorLinks } }: Task, { isOpen }: TheirState): Promise<void> {
    const link = await mirrorLinks.loadLink(id, draft.number);
    const isHint = !isOpen && draft.closing === null && event.type !== 'issue.made';
    if (isHint && link?.closedThereMs === null) await mirrorLinks.recordSeen(id, draft.number, nowMs);
  }
}

/** The number of theirs, or why there is none. */
async function ensureIssue({ ports, talk, id, draft, nowMs }: Task): Promise<number | Outcome> {
  const link = await ports.mirrorLinks.loadLink(id, draft.number);
  if (link?.external != null) return link.external;
  if (link === null) await ports.mirrorLinks.recordIntent(id, draft.number, nowMs);
  else {
    const listed = await talk.ask(talk.format.encodeFind(talk.project, link.madeMs - slackMs));
    if (listed.kind === 'stopped') return listed.outcome;
    const found = talk.format.parseFound(listed.body, draft.marker);
    if (found === null) return down('unreadable-answer');
    if (found !== 'none') {
      await ports.mirrorLinks.recordMade(id, draft.number, found);
      return found.external;
    }
  }
  const made = await talk.ask(talk.format.encodeCreate(talk.project, draft));
  if (made.kind === 'stopped') return made.outcome;
  const theirs = talk.format.parseIssue(made.body);
  if (theirs === null) return down('unreadable-answer');
  await ports.mirrorLinks.recordMade(id, draft.number, theirs);
  return theirs.external;
}

/** Null when it is there, or none is due. */
async function ensureComment({ talk, draft }: Task, external: number, atMs: number): Promise<Outcome | null> {
  const { comment } = draft;
  if (comment === null) return null;
  const { format, project } = talk;
  const listed = await talk.ask(format.encodeComments(project, external, atMs - slackMs));
  if (listed.kind === 'stopped') return listed.outcome;
  if (listed.body.includes(spelledIn(comment.marker))) return null;
  const said = await talk.ask(format.encodeComment(project, external, comment.text));
  return said.kind === 'stopped' ? said.outcome : null;
}

/** Some write `<` and `>` as escapes in JSON; the id between them is enough, and nobody else's. */
const spelledIn = (marker: string): string => marker.slice('<!-- '.length, -' -->'.length);

type Answered =
  | { readonly kind: 'ok'; readonly status: number; readonly body: string }
  | { readonly kind: 'stopped'; readonly outcome: Outcome };

type Talk = {
  readonly format: TrackerFormat;
  readonly project: string;
  ask(request: TrackerRequest): Promise<Answered>;
  tookMs(): number;
};

type With = { readonly format: TrackerFormat; readonly token: string; readonly project: string };

function openTalk({ courier }: MirrorPorts, { format, token, project }: With, nowMs: number): Talk {
  let tookMs = 0;
  return {
    format,
    project,
    tookMs: () => tookMs,
    async ask(request) {
      const answer = await courier.call({ ...request, headers: format.encodeHeaders(token), maxAnswerBytes });
      tookMs += answer.tookMs;
      if (answer.kind === 'failed') return { kind: 'stopped', outcome: down(answer.fault) };
      const { status, headers, body } = answer;
      const patienceS = readRetryAfter(headers['retry-after']) ?? format.parsePatience(headers, nowMs);
      const outcome = judgeStatus(status, patienceS);
      return outcome.kind === 'told' ? { kind: 'ok', status, body } : { kind: 'stopped', outcome: soften(outcome) };
    },
  };
}

/** Of a tracker, 404 and 410 speak about one issue, or about a token that lost its way: no reason to stop for good. */
const soften = (outcome: Outcome): Outcome =>
  outcome.kind === 'gone' ? { ...outcome, kind: 'refused', retryAfterS: null } : outcome;
