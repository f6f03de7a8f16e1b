// The last steps of every change of trust: show, agree, sign, send, and say what waits for whom. Or a file for another machine.
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, good, type Line, name, warning } from '../terminal/words.ts';
import { writeBundle } from './bundle.ts';
import { loadDelegators } from './delegators.ts';
import { type OpenRepository, openRepository } from './open-repository.ts';
import { openRoleSigner } from './open-role-signer.ts';
import type { RoleDraft } from './role-draft.ts';
import { countMissing, mayHold, signRoles } from './sign-role.ts';
import { type Accepted, sendRoleFile } from './trust-api.ts';

/** Of every command that signs role files. */
export type SignFlags = { readonly yes?: boolean; readonly out?: string };

export const yesOption = ['-y, --yes', 'agree to what is signed, as in CI'] as const;
export const outOption = ['--out <file>', 'sign nothing here: write what is to be signed to a file'] as const;

/** The fields that their --json has. */
export const signedJson = ['files[]: role, version, digest, state, missing', 'out'];

export type FileOutcome = {
  readonly role: string;
  readonly version: number;
  readonly digest: string;
  /** `to-sign`: in the file of --out, or for other people's keys. */
  readonly state: 'published' | 'waiting' | 'to-sign';
  /** How many people more must sign it. */
  readonly missing: number;
};

export type Publication = {
  readonly repository: OpenRepository;
  readonly drafts: readonly RoleDraft[];
  /** Files that must follow the others, where this signer can: the rest is told to those who can. */
  readonly followers?: readonly RoleDraft[];
};

export async function publishDrafts(
  session: Session,
  { repository, drafts, followers = [] }: Publication,
  { yes = false, out }: SignFlags,
): Promise<Report> {
  if (out !== undefined) return handOut(session, { repository, drafts: [...drafts, ...followers] }, out);
  const signer = await openRoleSigner(session);
  const able = [...drafts, ...followers.filter((draft) => mayHold(signer, draft))];
  // With none at all, the first says who could.
  const wanted = able.length > 0 ? able : followers.slice(0, 1);
  const signed = await signRoles(session, { signer, drafts: wanted, isAgreed: yes });
  const files = await sendInOrder(session, signed.slice(0, drafts.length));
  // Followers rest on the files before them and not on each other.
  if (files.every(({ state }) => state === 'published'))
    for (const draft of signed.slice(drafts.length)) files.push(outcomeOf(draft, await sendRoleFile(session, draft)));
  return reportFiles(files, await listUnsigned(session));
}

/** A file that waits holds back those after it: they are signed by people whom only it names. */
export async function sendInOrder(session: Session, signed: readonly RoleDraft[]): Promise<FileOutcome[]> {
  const files: FileOutcome[] = [];
  for (const draft of signed) {
    if (files.some(({ state }) => state === 'waiting')) break;
    files.push(outcomeOf(draft, await sendRoleFile(session, draft)));
  }
  return files;
}

export const outcomeOf = (draft: RoleDraft, accepted: Accepted): FileOutcome => ({
  role: draft.role,
  version: accepted.version,
  digest: accepted.digest,
  state: accepted.state,
  missing: accepted.state === 'published' ? 0 : Math.max(1, countMissing(draft)),
});

async function handOut({ settings }: Session, { repository, drafts }: Publication, out: string): Promise<Report> {
  await writeBundle(out, { repository, service: settings.url(), drafts });
  const files = drafts.map((draft): FileOutcome => {
    const { role, version, digest } = draft;
    return { role, version, digest, state: 'to-sign', missing: countMissing(draft) };
  });
  return {
    json: { files, out },
    lines: [
      ...drafts.flatMap(({ lines }) => lines),
      [good('Written'), ' to ', name(out), '; nothing is signed yet.'],
      'Next, on the machine that holds the key:',
      `  orange trust sign ${out}`,
      'and with the same file back here:',
      `  orange trust import ${out}`,
    ],
  };
}

/** Roles whose published file their people of now must sign again: devices refuse it until then. */
export async function listUnsigned(session: Session): Promise<readonly string[]> {
  const repository = await openRepository(session);
  const targets = repository === null ? null : (await loadDelegators(repository)).targets;
  if (repository === null || targets === null) return [];
  const roles = ['targets', ...targets.delegations.map(({ name: role }) => role)];
  const views = await Promise.all(roles.map((role) => repository.loadRole(role)));
  return views.flatMap((view) => (view === null || view.isSigned ? [] : [view.name]));
}

export function reportFiles(files: readonly FileOutcome[], unsigned: readonly string[]): Report {
  // Those that wait are told with their digest.
  const open = unsigned.filter((role) => !files.some((file) => file.role === role && file.state === 'waiting'));
  return {
    json: { files, out: null },
    lines: [...files.flatMap(describeOutcome), ...(open.length === 0 ? [] : signAgainLines(open))],
  };
}

const signAgainLines = (roles: readonly string[]): Line[] => [
  [warning('To be signed again'), ` by those who may now, or devices refuse it: ${roles.join(', ')}`],
  `  orange trust renew ${roles.join(' ')}`,
];

function describeOutcome({ role, version, digest, state, missing }: FileOutcome): Line[] {
  if (state === 'published') return [[good('Published: '), name(role), ` version ${version}`]];
  const people = missing === 1 ? 'one person' : `${missing} people`;
  return [
    [warning('Waits'), ` for ${people} more: `, name(role), ` version ${version}`, faint(` ${digest}`)],
    `  They run: orange trust approve ${digest.slice(0, 12)}`,
  ];
}
