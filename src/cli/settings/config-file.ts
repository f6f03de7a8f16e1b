// The one file in which the tool remembers where the service is, who asks, and what is meant when nothing is said.
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import envPaths from 'env-paths';
import { CliError } from '../cli-error.ts';

export type Config = {
  readonly url?: string;
  readonly token?: string;
  readonly product?: string;
  readonly channel?: string;
};

const names = ['url', 'token', 'product', 'channel'] as const satisfies readonly (keyof Config)[];

/** ORANGE_CONFIG, or the platform's place for such files (`~/.config/orange/config.json` on Linux). */
export function configPath(env: Readonly<Record<string, string | undefined>>): string {
  const given = env.ORANGE_CONFIG ?? '';
  return given === '' ? join(envPaths('orange', { suffix: '' }).config, 'config.json') : given;
}

/** A file that lies beside the configuration: keys, what `audit verify` saw last. */
export const besideConfig = (path: string, file: string): string => join(dirname(path), file);

/** An absent file is an empty configuration. A token that others can read is refused, as ssh refuses such a key. */
export async function loadConfig(path: string): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    const options = { code: 'config-unreadable', fix: 'Mend its permissions, or name another file in ORANGE_CONFIG.' };
    throw new CliError(`the configuration ${path} cannot be read (${cause.code})`, options);
  });
  if (text === null) return {};
  const config = parseConfig(text);
  if (config === null) {
    const options = { code: 'config-malformed', fix: 'Mend or remove it, then run `orange login` again.' };
    throw new CliError(`the configuration ${path} is not one of orange's`, options);
  }
  // Windows has no permissions of this kind.
  if (config.token !== undefined && process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0) {
    const options = { code: 'config-readable-by-others', fix: `Run: chmod 600 ${path}` };
    throw new CliError(`the configuration ${path} holds an access token and others can read it`, options);
  }
  return config;
}

export const encodeConfig = (config: Config): string => `${JSON.stringify(config, null, 2)}\n`;

function parseConfig(text: string): Config | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries: Record<string, string> = {};
  for (const name of names) {
    const field: unknown = Reflect.get(value, name);
    if (field === undefined) continue;
    if (typeof field !== 'string' || field.length > 500) return null;
    entries[name] = field;
  }
  return entries;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
