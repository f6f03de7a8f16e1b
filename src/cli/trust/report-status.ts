// The picture of trust as people see it: every role, who may sign it, how long it lives, what waits for whom.
import {
  type Alarm,
  countMissedRenewals,
  deriveAlarm,
  deriveLifeMs,
  type LivingKind,
  missedRenewalsToAlarm,
} from '../../domain/trust/repository/life.ts';
import { readRoleName } from '../../domain/trust/repository/role-name.ts';
import type { Head, RoleKeys } from '../../domain/trust/tuf/metadata.ts';
import { distanceWords, minuteWords } from '../terminal/figures.ts';
import type { Report } from '../terminal/printer.ts';
import { table } from '../terminal/table.ts';
import { bad, faint, good, type Line, name, strong, type Word, warning } from '../terminal/words.ts';
import { type HeldNames, personWords } from './describe-people.ts';
import { fingerprintWords } from './fingerprint.ts';
import type { OpenRepository } from './open-repository.ts';
import type { TrustAnswer } from './trust-api.ts';

export type StatusQuestion = {
  readonly repository: OpenRepository;
  readonly trust: TrustAnswer;
  readonly names: HeldNames;
  readonly nowMs: number;
};

type RoleRow = {
  readonly name: string;
  readonly version: number | null;
  readonly threshold: number;
  readonly people: readonly { readonly keyId: string; readonly heldAs: string | null }[];
  readonly expiresMs: number | null;
  /** Per cent of its life that is over. */
  readonly lifeUsed: number | null;
  readonly alarm: Alarm;
  /** Tries of the service in a row that did not renew it, by the clock of this machine; 0 for what people sign. */
  readonly missedRenewals: number;
  /** Signed as its delegator asks today. */
  readonly isSigned: boolean;
};

/** Everything but `proposals` is from files whose signatures were checked here. Exit code 1 where anything alarms. */
export async function reportStatus(question: StatusQuestion): Promise<Report> {
  const { repository, trust, names, nowMs } = question;
  const roles = await listRows(question);
  const { version, fingerprint } = repository.trustedFirst;
  const proposals = trust.proposals.map(({ role, version: next, digest, signers, createdBy, createdMs }) => ({
    role,
    version: next,
    digest,
    signers,
    createdBy,
    createdMs,
  }));
  const isAlarming =
    repository.isCutOff ||
    roles.some((role) => role.alarm !== 'none' || isFailing(role) || (role.version !== null && !role.isSigned));
  return {
    json: { trustedFirst: { version, fingerprint }, roles, proposals },
    lines: [
      ...(repository.isCutOff ? [[bad('Cut off: '), cutOffWords]] : []),
      [strong('Trusted since'), ` root ${version}, fingerprint ${fingerprintWords(fingerprint)}`],
      '',
      ...table(roles, columns(nowMs), 'no roles'),
      '',
      strong('Who may sign'),
      ...roles.flatMap((role) => describePeopleOf(role, names)),
      '',
      ...describeProposals(proposals, nowMs),
    ],
    exitCode: isAlarming ? 1 : 0,
  };
}

const cutOffWords =
  'the service signs with a key that the root does not list, so nothing below the root can be believed. Give it the listed one.';

const columns = (nowMs: number) => [
  { title: 'role', of: (row: RoleRow): Word => name(row.name) },
  { title: 'version', of: ({ version }: RoleRow): Word => version ?? '-', align: 'right' as const },
  { title: 'sign', of: ({ threshold, people }: RoleRow): Word => `${threshold} of ${people.length}` },
  { title: 'expires', of: ({ expiresMs }: RoleRow): Word => (expiresMs === null ? '-' : minuteWords(expiresMs)) },
  { title: '', of: ({ expiresMs }: RoleRow): Word => (expiresMs === null ? '' : distanceWords(expiresMs, nowMs)) },
  {
    title: 'life used',
    of: ({ lifeUsed }: RoleRow): Word => (lifeUsed === null ? '' : `${lifeUsed} %`),
    align: 'right' as const,
  },
  { title: 'standing', of: standingWords },
];

const isFailing = ({ missedRenewals }: RoleRow): boolean => missedRenewals >= missedRenewalsToAlarm;

function standingWords(row: RoleRow): Word {
  const { version, alarm, isSigned, missedRenewals } = row;
  if (version === null) return warning('not published yet');
  if (!isSigned) return bad('to be signed again by its people of now');
  if (isFailing(row)) return bad(`${missedRenewals} renewals in a row failed: see the log of the service`);
  return {
    none: good('good'),
    half: warning('half its life is over'),
    'three-quarters': bad('renew it'),
    expired: bad('expired'),
  }[alarm];
}

async function listRows({ repository, names, nowMs }: StatusQuestion): Promise<RoleRow[]> {
  const { root, timestamp, snapshot } = repository;
  const { roles } = root.content;
  const row = (role: string, people: RoleKeys, file: Head | null, isSigned: boolean): RoleRow => {
    const kind = kindOf(role);
    return {
      name: role,
      version: file?.version ?? null,
      threshold: people.threshold,
      people: people.keys.map(({ keyId }) => ({ keyId, heldAs: names.get(keyId) ?? null })),
      expiresMs: file?.expiresMs ?? null,
      lifeUsed: file === null ? null : lifeUsedOf(kind, file.expiresMs, nowMs),
      alarm: file === null ? 'none' : deriveAlarm(kind, file.expiresMs, nowMs),
      missedRenewals: isOnline(kind) && file !== null ? countMissedRenewals(kind, file.expiresMs, nowMs) : 0,
      isSigned: file !== null && isSigned,
    };
  };
  const targets = repository.isCutOff ? null : await repository.loadRole('targets');
  const delegated = await Promise.all(
    (targets?.content.delegations ?? []).map(async (each) => {
      const file = await repository.loadRole(each.name);
      return row(each.name, each, file?.content ?? null, file?.isSigned === true);
    }),
  );
  return [
    row('root', roles.root, root.content, root.isSigned),
    row('targets', roles.targets, targets?.content ?? null, targets?.isSigned === true),
    ...delegated,
    row('snapshot', roles.snapshot, snapshot, snapshot !== null),
    row('timestamp', roles.timestamp, timestamp, timestamp !== null),
  ];
}

const isOnline = (kind: LivingKind): kind is 'snapshot' | 'timestamp' => kind === 'snapshot' || kind === 'timestamp';

const kindOf = (role: string): LivingKind =>
  role === 'snapshot' || role === 'timestamp' ? role : (readRoleName(role)?.kind ?? 'fw');

/** Counted back from the expiry, as alarms are. */
const lifeUsedOf = (kind: LivingKind, expiresMs: number, nowMs: number): number =>
  Math.max(0, Math.round(100 - (100 * (expiresMs - nowMs)) / deriveLifeMs(kind)));

const describePeopleOf = ({ name: role, threshold, people }: RoleRow, names: HeldNames): Line[] =>
  people.map(
    ({ keyId }, at): Line => [
      '  ',
      faint((at === 0 ? `${role}, ${threshold} of ${people.length}` : '').padEnd(32)),
      ...personWords(keyId, names),
    ],
  );

type ProposalRow = Pick<
  TrustAnswer['proposals'][number],
  'role' | 'version' | 'digest' | 'signers' | 'createdBy' | 'createdMs'
>;

function describeProposals(proposals: readonly ProposalRow[], nowMs: number): Line[] {
  if (proposals.length === 0) return [faint('Nothing waits for signatures.')];
  return [
    strong('Waiting for signatures'),
    ...proposals.flatMap(({ role, version, digest, signers, createdBy, createdMs }): Line[] => [
      [
        '  ',
        name(role),
        ` version ${version}, signed by ${signers.length}, from ${createdBy} ${distanceWords(createdMs, nowMs)}`,
      ],
      `    orange trust approve ${digest.slice(0, 12)}`,
    ]),
  ];
}
