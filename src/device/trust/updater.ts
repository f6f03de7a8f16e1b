// The client of a TUF repository: begins with a root, keeps up with what is published, finds targets; believes nothing unsigned.
import type { Head, Target } from '../../domain/trust/tuf/metadata.ts';
import { nextStep, type SearchStep, startSearch } from '../../domain/trust/tuf/search.ts';
import { deriveTargetFile } from '../../domain/trust/tuf/target-file.ts';
import { countSigners, hold } from './held.ts';
import { obtainTargets, renewTargets } from './obtain-targets.ts';
import type { TrustParts } from './ports.ts';
import { type Refusal, refuse } from './refusal.ts';
import { renewSnapshot } from './renew-snapshot.ts';
import { renewTimestamp } from './renew-timestamp.ts';
import { loadTrusted, type Session, type Trusted, timeOf } from './session.ts';
import { checkRootAlive, walkRoots } from './walk-roots.ts';

/** What a poll's answer said. Nobody signed the hint: with a false one a client is as old as with a mirror that says 404. */
export type Hints = { readonly timestamp?: Uint8Array; readonly rootVersion?: number };

/**
 * `trustedMs` is the time by which everything was judged: the later of `clockMs`, the one reading of the clock, and of the
 * newest timestamp. At `staleMs` what is trusted begins to expire.
 */
export type RefreshOutcome =
  | { readonly ok: true; readonly trustedMs: number; readonly clockMs: number; readonly staleMs: number }
  | Refusal;
/** `file` is where the target lies below the address of targets; `role` is who answers for it, in a file with this head. */
export type FindOutcome =
  | { readonly ok: true; readonly target: Target; readonly role: string; readonly head: Head; readonly file: string }
  | Refusal;

/** One call at a time. A store or clock that throws makes the call reject; a refusal never does. */
export type Updater = {
  /** Trusts this root unless the store has one as high. Call it at every start with the root that the device was built with. */
  init(rootBytes: Uint8Array): Promise<{ readonly ok: true } | Refusal>;
  /** Root chain, timestamp, snapshot, targets; from the next mirror when one fails. What was right before a refusal stays trusted. */
  refresh(hints?: Hints): Promise<RefreshOutcome>;
  /** Searches the delegations as they were at the last refresh. */
  findTarget(path: string): Promise<FindOutcome>;
};

export function createUpdater(parts: TrustParts): Updater {
  let trusted: Trusted | null = null;
  let refreshed: { readonly clockMs: number } | null = null;
  let turn = parts.firstMirror ?? 0;

  /** Tries a thing on each mirror, beginning with the one whose turn it is, until it goes well. */
  const onMirrors = async <T extends { readonly ok: true }>(
    clockMs: number,
    run: (session: Session) => Promise<T | Refusal>,
  ): Promise<T | Refusal> => {
    let outcome: T | Refusal = refuse('root', 'unreachable');
    for (let at = 0; at < parts.mirrors.length; at += 1) {
      const fetch = parts.mirrors[(turn + at) % parts.mirrors.length];
      if (fetch === undefined || trusted === null) break;
      const session: Session = { parts, fetch, clockMs, trusted };
      outcome = await run(session).finally(() => {
        trusted = session.trusted;
      });
      if (outcome.ok) break;
    }
    return outcome;
  };

  return {
    init: async (rootBytes) => {
      const taken = await takeFirstRoot(parts, rootBytes);
      if (taken.ok) trusted = null;
      return taken;
    },

    refresh: async (hints = {}) => {
      refreshed = null;
      if (trusted === null) {
        const loaded = await loadTrusted(parts);
        if (!loaded.ok) return loaded;
        trusted = loaded.trusted;
      }
      const clockMs = parts.nowMs();
      const outcome = await onMirrors(clockMs, (session) => refreshFrom(session, hints));
      turn += 1;
      if (outcome.ok) refreshed = { clockMs };
      return outcome;
    },

    findTarget: async (path) => {
      if (refreshed === null) return refuse('targets', 'not-refreshed');
      return onMirrors(refreshed.clockMs, (session) => search(session, path));
    },
  };
}

async function takeFirstRoot(parts: TrustParts, rootBytes: Uint8Array): Promise<{ readonly ok: true } | Refusal> {
  const { reading, hasher, verify, store } = parts;
  const read = hold('root', rootBytes, { parse: reading.parseRootFile, hasher });
  if (!read.ok) return read;
  const signers = await countSigners(read.held.envelope, read.held.role.roles.root, verify);
  if (!signers.ok) return refuse('root', signers.refusal);
  const present = await loadTrusted(parts);
  const isBehind = !present.ok || present.trusted.root.role.version < read.held.role.version;
  if (isBehind) await store.save('root', rootBytes);
  return { ok: true };
}

async function refreshFrom(session: Session, { timestamp, rootVersion }: Hints): Promise<RefreshOutcome> {
  const isNewest = rootVersion !== undefined && rootVersion <= session.trusted.root.role.version;
  const refusal =
    (isNewest ? checkRootAlive(session) : await walkRoots(session)) ??
    (await renewTimestamp(session, timestamp ?? null)) ??
    (await renewSnapshot(session)) ??
    (await renewTargets(session));
  if (refusal !== null) return refusal;
  const { timestamp: newest, snapshot, targets, root } = session.trusted;
  const lives = [newest, snapshot, targets, root].map((held) => held?.role.expiresMs ?? 0);
  return { ok: true, trustedMs: timeOf(session), clockMs: session.clockMs, staleMs: Math.min(...lives) };
}

async function search(session: Session, path: string): Promise<FindOutcome> {
  const { root, targets } = session.trusted;
  if (targets === null) return refuse('targets', 'not-refreshed');
  let role = 'targets';
  let head: Head = targets.role;
  let step: SearchStep = nextStep(startSearch(path), targets.role);
  while (step.kind === 'visit') {
    role = step.delegation.name;
    const obtained = await obtainTargets(session, role, step.delegation);
    if (!obtained.ok) return obtained;
    head = obtained.held.role;
    step = nextStep(step.search, obtained.held.role);
  }
  if (step.kind !== 'found') return refuse(role, step.kind === 'not-found' ? 'target-not-found' : step.kind);
  const { target } = step;
  return { ok: true, target, role, head, file: deriveTargetFile(path, target, root.role.consistentSnapshot) };
}
