// Turns what is published, and what waits for signatures, into the rows of the page of trust.
import { deriveCountWords } from '../../domain/gate/wording.ts';
import { missedRenewalsToAlarm } from '../../domain/trust/repository/life.ts';
import type { Proposal } from '../../domain/trust/repository/proposal.ts';
import type { RoleView, TrustAlarm, TrustView } from '../../domain/trust/repository/trust-view.ts';
import type { Tone } from '../parts.tsx';
import { printableLine } from '../printable.ts';
import { type Instant, instantOf } from '../when.tsx';

export type Standing = { readonly words: string; readonly tone: Tone };

export type RoleRow = {
  readonly name: string;
  readonly version: string;
  readonly mustSign: string;
  readonly expires: Instant | null;
  /** Of its life that is over, 0 to 1. */
  readonly usedPart: number;
  readonly usedWords: string;
  readonly standing: Standing;
  readonly keyIds: readonly string[];
};

/** What a person must look at, why, and the command that mends it; null where a look into the log comes first. */
export type AlarmRow = {
  readonly role: string;
  readonly words: string;
  readonly tone: Tone;
  readonly fix: string | null;
};

export type TrustModel = {
  readonly state: 'off' | 'nothing-published' | 'published';
  readonly alarms: readonly AlarmRow[];
  readonly roles: readonly RoleRow[];
  readonly online: readonly { readonly name: string; readonly keyId: string; readonly standing: Standing }[];
  readonly waiting: readonly {
    readonly title: string;
    readonly by: string;
    readonly since: Instant | null;
    readonly command: string;
  }[];
};

export type TrustParts = {
  readonly view: TrustView;
  readonly proposals: readonly Proposal[];
  readonly nowMs: number;
};

export function trustModel({ view, proposals, nowMs }: TrustParts): TrustModel {
  return {
    state: view.online === null ? 'off' : view.root === null ? 'nothing-published' : 'published',
    alarms: view.alarms.map((alarm) => alarmOf(alarm, nowMs)),
    roles: view.roles.map((role) => rowOf(role, nowMs)),
    online: onlineOf(view.online),
    waiting: proposals.map((proposal) => waitingOf(proposal, view, nowMs)),
  };
}

/** As much of an id as a person compares (`orange trust status` shows the same). */
const shortId = (keyId: string): string => printableLine(keyId.slice(0, 16));

function rowOf(role: RoleView, nowMs: number): RoleRow {
  const { name, version, expiresMs, lifeMs, threshold, keys } = role;
  const used = expiresMs === null ? 0 : Math.min(1, Math.max(0, 1 - (expiresMs - nowMs) / lifeMs));
  return {
    name: printableLine(name),
    version: version === null ? '–' : deriveCountWords(version),
    mustSign: `${threshold} of ${keys.length}`,
    expires: instantOf(expiresMs, nowMs),
    usedPart: used,
    usedWords: version === null ? '' : `${Math.floor(used * 100)} %`,
    standing: standingOf(role),
    keyIds: keys.map(({ keyId }) => shortId(keyId)),
  };
}

function standingOf({ version, isSigned, missedRenewals, alarm }: RoleView): Standing {
  if (version === null) return { words: 'Not published yet', tone: 'warn' };
  if (!isSigned) return { words: 'To be signed again', tone: 'bad' };
  if (missedRenewals >= missedRenewalsToAlarm) return { words: 'Renewals fail', tone: 'bad' };
  return standings[alarm];
}

const standings: Readonly<Record<RoleView['alarm'], Standing>> = {
  none: { words: 'Good', tone: 'good' },
  half: { words: 'Half its life is over', tone: 'warn' },
  'three-quarters': { words: 'Renew it', tone: 'bad' },
  expired: { words: 'Expired', tone: 'bad' },
};

function alarmOf({ role, alarm, isSigned, missedRenewals, expiresMs }: TrustAlarm, nowMs: number): AlarmRow {
  const name = printableLine(role);
  const isOurs = role === 'snapshot' || role === 'timestamp';
  const renewal = isOurs ? null : `orange trust renew ${name}`;
  if (!isSigned) {
    const words = 'is not signed as its delegator asks today; devices believe nothing in it until it is.';
    return { role: name, words, tone: 'bad', fix: renewal };
  }
  const expiry = instantOf(expiresMs, nowMs)?.ago ?? '';
  if (missedRenewals >= missedRenewalsToAlarm) {
    const words = `was not renewed by the service ${deriveCountWords(missedRenewals)} times in a row; it ${alarm === 'expired' ? 'expired' : 'expires'} ${expiry}. The log names the cause.`;
    return { role: name, words, tone: 'bad', fix: null };
  }
  if (alarm === 'expired') {
    return { role: name, words: `expired ${expiry}; devices install nothing new.`, tone: 'bad', fix: renewal };
  }
  const part = alarm === 'half' ? 'Half' : 'Three quarters';
  const tone = alarm === 'half' ? 'warn' : 'bad';
  return { role: name, words: `expires ${expiry}. ${part} of its life is over.`, tone, fix: renewal };
}

function onlineOf(online: TrustView['online']): TrustModel['online'] {
  if (online === null) return [];
  const { snapshotKey, timestampKey, isListed } = online;
  const row = (name: string, keyId: string, listed: boolean | undefined) => ({
    name,
    keyId: shortId(keyId),
    standing: listedWords(listed),
  });
  return [
    row('snapshot', snapshotKey.keyId, isListed?.snapshot),
    row('timestamp', timestampKey.keyId, isListed?.timestamp),
  ];
}

function listedWords(isListed: boolean | undefined): Standing {
  if (isListed === undefined) return { words: 'No root yet', tone: 'plain' };
  return isListed ? { words: 'Listed in the root', tone: 'good' } : { words: 'Not listed in the root', tone: 'bad' };
}

function waitingOf(proposal: Proposal, { roles }: TrustView, nowMs: number): TrustModel['waiting'][number] {
  const { role, version, digest, signatures, createdBy, createdMs } = proposal;
  const threshold = roles.find(({ name }) => name === role)?.threshold;
  return {
    title: `${printableLine(role)} ${version}, signed by ${signatures.length}${threshold === undefined ? '' : ` of ${threshold}`}`,
    by: printableLine(createdBy),
    since: instantOf(createdMs, nowMs),
    command: `orange trust approve ${digest.slice(0, 12)}`,
  };
}
