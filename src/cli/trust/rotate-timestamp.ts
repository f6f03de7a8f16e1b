// Rotates the service's timestamp key: hands out the next one, then lists it with the spares and without the old one.
import { access } from 'node:fs/promises';
import { fromHex } from '../../domain/trust/hex.ts';
import { deriveTrustedKey, type TrustedKey } from '../../domain/trust/key.ts';
import { bare } from '../../domain/trust/repository/first-files.ts';
import { nextVersionOf } from '../../domain/trust/repository/next-file.ts';
import { withRootPeople } from '../../domain/trust/repository/people.ts';
import { hasKey } from '../../domain/trust/repository/signing.ts';
import { CliError } from '../cli-error.ts';
import { keyStore, type NamedKey } from '../compose.ts';
import { describeKeyRefusal, loadHeldKeys } from '../keys/held-keys.ts';
import { type KeyAccess, unlock } from '../keys/unlock.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { good, type Line, name, warning } from '../terminal/words.ts';
import { type OpenRepository, requireRepository } from './open-repository.ts';
import { publishDrafts, type SignFlags } from './publish-drafts.ts';
import { draftRoot, loadHeldNames } from './role-draft.ts';
import { makeNumberedKey } from './rotate.ts';
import { loadTrust } from './trust-api.ts';

export type TimestampRotation = {
  readonly isEmergency: boolean;
  readonly secretFile: string;
  readonly flags: SignFlags;
};

export async function rotateTimestamp(session: Session, wanted: TimestampRotation): Promise<Report> {
  const repository = await requireRepository(session);
  const present = await loadPresentKey(session);
  const spares = (await loadHeldKeys(session.settings.keyFilePath)).filter((key) =>
    hasKey(repository.root.content.roles.timestamp.keys, key),
  );
  if (wanted.isEmergency) return rotateNow(session, repository, { ...wanted, present, spares });
  const isMoved = spares.some((key) => key.keyId === present.keyId);
  const [next] = spares;
  if (isMoved) return settle(session, repository, { ...wanted, present, spares });
  if (next === undefined) throw noSpare(session);
  const { access: keyFile } = await unlock(session, keyStore.openKeyRing);
  await handOver(keyFile, next, wanted.secretFile);
  return {
    json: { files: [], out: null, secretFile: wanted.secretFile, step: 'hand-over' },
    lines: [
      ...secretLines(next, wanted.secretFile),
      'When the service runs with it, take the old key off the root:',
      '  orange trust timestamp rotate',
    ],
  };
}

type Rotation = TimestampRotation & { readonly present: TrustedKey; readonly spares: readonly NamedKey[] };

/** The service signs with one of the spares: it becomes the active one, and a fresh spare takes its place. */
async function settle(session: Session, repository: OpenRepository, rotation: Rotation): Promise<Report> {
  const { present, spares, flags } = rotation;
  const listed = repository.root.content.roles.timestamp.keys;
  const old = listed.filter((key) => !hasKey(spares, key));
  if (old.length === 0) {
    return {
      json: { files: [], out: null, secretFile: null, step: 'nothing' },
      lines: [[good('Nothing to do: '), 'the service signs with a key of yours, and no other is listed.']],
    };
  }
  const { access: keyFile } = await unlock(session, keyStore.openKeyRing);
  const fresh = await makeNumberedKey(session, keyFile, 'timestamp-spare');
  const rest = spares.filter((key) => key.keyId !== present.keyId);
  const report = await publishRoot(session, repository, { keys: [present, ...rest, fresh], flags });
  return withStep(report, { step: 'settled', secretFile: null }, []);
}

async function rotateNow(session: Session, repository: OpenRepository, rotation: Rotation): Promise<Report> {
  const { present, spares, flags, secretFile } = rotation;
  const [next, ...rest] = spares.filter((key) => key.keyId !== present.keyId);
  if (next === undefined) throw noSpare(session);
  if (await isThere(secretFile)) throw fileExists(secretFile);
  const { access: keyFile } = await unlock(session, keyStore.openKeyRing);
  const fresh = await makeNumberedKey(session, keyFile, 'timestamp-spare');
  const report = await publishRoot(session, repository, { keys: [next, ...rest, fresh], flags });
  await handOver(keyFile, next, secretFile);
  return withStep(report, { step: 'emergency', secretFile }, [
    ...secretLines(next, secretFile),
    [warning('Until then devices install nothing new: '), 'what the old key signs is not believed any more.'],
  ]);
}

async function publishRoot(
  session: Session,
  repository: OpenRepository,
  { keys, flags }: { readonly keys: readonly TrustedKey[]; readonly flags: SignFlags },
): Promise<Report> {
  const { root } = repository;
  const people = { keys: keys.map(bare), threshold: 1 };
  const next = nextVersionOf(withRootPeople(root.content, 'timestamp', people), 'root', session.surroundings.nowMs());
  const draft = draftRoot(next, { before: root, names: await loadHeldNames(session) });
  return publishDrafts(session, { repository, drafts: [draft] }, flags);
}

async function handOver(access: KeyAccess, key: NamedKey, path: string): Promise<void> {
  const answer = await keyStore.handOverSeed(access, { keyName: key.name, path });
  if (answer.ok) return;
  switch (answer.refusal) {
    case 'file-exists':
      throw new CliError(`there is a file ${path} already`, {
        code: 'file-exists',
        fix: 'Name another with --secret.',
      });
    case 'not-a-key-to-hand-over':
      throw new CliError(`${key.name} is a person's key, and those leave the key file never`, {
        code: answer.refusal,
        fix: 'List a spare timestamp key in the root first.',
      });
    default:
      throw describeKeyRefusal(answer.refusal, access.path);
  }
}

const fileExists = (path: string): CliError =>
  new CliError(`there is a file ${path} already`, { code: 'file-exists', fix: 'Name another with --secret.' });

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function loadPresentKey(session: Session): Promise<TrustedKey> {
  const { online } = await loadTrust(session);
  if (online !== null) return deriveTrustedKey(fromHex(online.timestampKey.publicHex) ?? new Uint8Array());
  throw new CliError('this service was given no timestamp key', {
    code: 'repository-off',
    fix: 'Set TIMESTAMP_KEY (DEPLOY.md).',
  });
}

const noSpare = ({ settings }: Session): CliError =>
  new CliError(`${settings.keyFilePath} holds no spare timestamp key that the root lists`, {
    code: 'no-spare-key',
    fix: 'Restore it from the recovery sheet: orange key recover SHEET',
  });

const secretLines = (key: NamedKey, path: string): Line[] => [
  [good('Written'), ' the key ', name(key.name), ' to ', name(path), ': 64 hex digits, for the service only.'],
  'Set the secret TIMESTAMP_KEY of the service to it, restart the service, and delete the file.',
];

function withStep(report: Report, more: { step: string; secretFile: string | null }, lines: readonly Line[]): Report {
  const json = typeof report.json === 'object' && report.json !== null ? report.json : {};
  return { ...report, json: { ...json, ...more }, lines: [...report.lines, ...lines] };
}
