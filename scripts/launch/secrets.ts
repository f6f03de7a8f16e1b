// The secrets of one data folder: made once, kept in a file that only its owner can read.
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, LaunchError } from './launch-error.ts';

export type Secrets = {
  /** 32 random bytes in hex: signs passes and cursors of the service. */
  readonly serviceSecret: string;
  readonly s3AccessKeyId: string;
  readonly s3SecretAccessKey: string;
  readonly databasePassword: string;
  /** Seeds, in hex, of the two keys with which the service signs what is newest in its TUF repository. */
  readonly snapshotKey: string;
  readonly timestampKey: string;
};

/** Reads `secrets.json` of the folder, or makes it. Throws a LaunchError when the file is there and cannot be used. */
export function openSecrets(folder: string): Secrets {
  const path = join(folder, 'secrets.json');
  const text = readIfThere(path);
  if (text === undefined) return createSecrets(path);
  chmodSync(path, 0o600);
  const secrets = parseSecrets(text);
  if (secrets !== undefined)
    return hasOnlineKeys(secrets) ? secrets : writeSecrets(path, { ...secrets, ...createOnlineKeys() });
  throw new LaunchError(
    `${path} is not a secrets file of Orange Friday.`,
    'Restore it from a backup; the database in this folder opens with no other password.',
  );
}

type WithoutKeys = Omit<Secrets, 'snapshotKey' | 'timestampKey'>;

/** Folders from before the repository have none; one key alone is a damaged file. */
const hasOnlineKeys = (secrets: WithoutKeys | Secrets): secrets is Secrets => 'snapshotKey' in secrets;

const readOnlineKeys = (value: unknown, read: (name: string) => string) =>
  typeof value === 'object' && value !== null && ('snapshotKey' in value || 'timestampKey' in value)
    ? { snapshotKey: read('snapshotKey'), timestampKey: read('timestampKey') }
    : {};

/** Written aside and renamed, so a crash leaves no half file behind a database that needs it. */
function createSecrets(path: string): Secrets {
  const secrets = {
    serviceSecret: randomBytes(32).toString('hex'),
    s3AccessKeyId: `orange${randomBytes(7).toString('hex')}`,
    s3SecretAccessKey: randomBytes(32).toString('hex'),
    databasePassword: randomBytes(24).toString('hex'),
    ...createOnlineKeys(),
  };
  return writeSecrets(path, secrets);
}

const createOnlineKeys = () => ({
  snapshotKey: randomBytes(32).toString('hex'),
  timestampKey: randomBytes(32).toString('hex'),
});

function writeSecrets(path: string, secrets: Secrets): Secrets {
  writeFileSync(`${path}.next`, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.next`, path);
  return secrets;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseSecrets(text: string): WithoutKeys | Secrets | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const read = (name: string): string => {
      const field: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
      if (typeof field !== 'string' || !/^[0-9a-z]{16,128}$/.test(field)) throw new TypeError(name);
      return field;
    };
    return {
      serviceSecret: read('serviceSecret'),
      s3AccessKeyId: read('s3AccessKeyId'),
      s3SecretAccessKey: read('s3SecretAccessKey'),
      databasePassword: read('databasePassword'),
      ...readOnlineKeys(value, read),
    };
  } catch {
    return undefined;
  }
}
