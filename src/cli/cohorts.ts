// How commands name the devices that come into a cohort or leave it.
import { readFile } from 'node:fs/promises';
import { deviceIdPattern } from '../domain/device/bucket.ts';
import { memberCounts } from '../wire/release/cohort.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import type { Session } from './session.ts';

/** The most that the service takes in one request. */
const maxAtOnce = 1_000;

export type DeviceWords = { readonly given: readonly string[]; readonly file: string | undefined };

/** Those on the command line and those in the file, one a line; `#` begins a comment. Throws a CliError for what is no id. */
export async function readDevices({ given, file }: DeviceWords): Promise<string[]> {
  const listed = file === undefined ? [] : await readList(file);
  const devices = [...new Set([...given, ...listed])];
  const stranger = devices.find((device) => !deviceIdPattern.test(device));
  if (stranger !== undefined) {
    throw new CliError(`"${stranger}" is no device id`, {
      code: 'malformed-device',
      fix: 'Ids are 1 to 64 of letters, digits, ".", "_", ":" and "-".',
    });
  }
  if (devices.length > 0) return devices;
  throw new CliError('no device was named', { code: 'no-devices', fix: 'Name some, or a file of them with --file.' });
}

async function readList(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${cause.code})`, {
      code: 'unusable-file',
      fix: 'Check the path; it lists one device a line.',
    });
  });
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/** In as many requests as it takes; the sums of what changed. */
export async function changeMembers(
  { api, settings }: Session,
  cohort: string,
  { how, devices }: { readonly how: 'add' | 'remove'; readonly devices: readonly string[] },
): Promise<{ added: number; removed: number }> {
  const sum = { added: 0, removed: 0 };
  for (let at = 0; at < devices.length; at += maxAtOnce) {
    const body = { [how]: devices.slice(at, at + maxAtOnce) };
    const url = path`/v1/products/${settings.product()}/cohorts/${cohort}/members`;
    const { added, removed } = await api().send('POST', url, reading(memberCounts), { body });
    sum.added += added;
    sum.removed += removed;
  }
  return sum;
}
