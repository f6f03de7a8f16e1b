// Reads from the environment which parts somebody brings along, so that the embedded ones are not started.
import { LaunchError } from './launch-error.ts';
import type { ObjectStoreAddress } from './object-store.ts';

export type OwnServices = { readonly databaseUrl?: string; readonly objectStore?: ObjectStoreAddress };

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws a LaunchError when an S3 API is named without its keys. */
export function readOwnServices(environment: Environment): OwnServices {
  const databaseUrl = environment.DATABASE_URL;
  const objectStore = readObjectStore(environment);
  return { ...(databaseUrl ? { databaseUrl } : {}), ...(objectStore === undefined ? {} : { objectStore }) };
}

function readObjectStore(environment: Environment): ObjectStoreAddress | undefined {
  const endpoint = environment.S3_ENDPOINT;
  if (!endpoint) return undefined;
  return {
    endpoint,
    accessKeyId: need(environment, 'S3_ACCESS_KEY_ID'),
    secretAccessKey: need(environment, 'S3_SECRET_ACCESS_KEY'),
    bucket: environment.S3_BUCKET || 'orange',
    region: environment.S3_REGION || 'auto',
  };
}

function need(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new LaunchError(
    `S3_ENDPOINT is set, but ${name} is not.`,
    `Set ${name}, or unset S3_ENDPOINT to use the embedded store.`,
  );
}
