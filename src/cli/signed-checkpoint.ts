// The service's signed word about its audit, believed only under the snapshot keys of the root that this machine trusts.
import { readFile } from 'node:fs/promises';
import type { AuditCheckpoint } from '../domain/audit/checkpoint.ts';
import { parseCheckpoint, signedCheckpoint } from '../wire/operate/checkpoint.ts';
import { reading, ServiceRefusal } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import type { Session } from './session.ts';
import { openRepository } from './trust/open-repository.ts';
import { listSigners } from './trust/published-role.ts';

/** Null for a service that signs nothing yet. Throws a CliError for one that is not signed as it must be. */
export async function loadSignedCheckpoint(session: Session): Promise<AuditCheckpoint | null> {
  try {
    return await judge(session, await session.api().get('/v1/audit/checkpoint', reading(signedCheckpoint)));
  } catch (cause) {
    if (cause instanceof ServiceRefusal && cause.code === 'repository-off') return null;
    throw cause;
  }
}

/** One that a colleague was given, in a file as `audit checkpoint` prints it. */
export async function readSignedCheckpoint(session: Session, path: string): Promise<AuditCheckpoint | null> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${cause.code})`, { code: 'unreadable-file', fix: 'Check its name.' });
  });
  return judge(session, parseJson(text));
}

/** Null where no root is published yet, so that nobody could have signed it. */
async function judge(session: Session, source: unknown): Promise<AuditCheckpoint | null> {
  const repository = await openRepository(session);
  if (repository === null) return null;
  const { keys, threshold } = repository.root.content.roles.snapshot;
  const parsed = parseCheckpoint(source);
  if (parsed.ok && listSigners(parsed.value.envelope, keys).length >= threshold) return parsed.value.checkpoint;
  throw new CliError('the checkpoint of the audit is not signed by the snapshot key that the root lists', {
    code: 'checkpoint-not-signed',
    fix: 'Ask for another one; if it is the same, find out who answers for the service.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
