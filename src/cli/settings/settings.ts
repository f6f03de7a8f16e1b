// What holds for one run: flags override the environment, the environment overrides the configuration file.
import { slug } from '../../wire/names.ts';
import { CliError } from '../cli-error.ts';
import type { Surroundings } from '../surroundings.ts';
import { besideConfig, type Config, configPath, loadConfig } from './config-file.ts';

/** What may stand on the command line. There is no flag for a secret: process lists and shell histories keep flags. */
export type SettingFlags = {
  readonly url?: string;
  readonly product?: string;
  readonly channel?: string;
  readonly keyFile?: string;
  readonly exec?: string;
  readonly root?: string;
};

export type Settings = {
  readonly configPath: string;
  /** What stands in the file, without flags and environment. */
  readonly saved: Config;
  readonly keyFilePath: string;
  /** A command that signs in place of the key file; null for none. */
  readonly signerCommand: string | null;
  /** A root file to begin with in place of the first one met; null for none. */
  readonly pinnedRootPath: string | null;
  /** Whatever is known, or null. */
  readonly known: { readonly url: string | null; readonly product: string | null; readonly channel: string | null };
  /** These throw a CliError that says how to set what is missing. */
  url(): string;
  token(): string;
  product(): string;
  channel(): string;
};

export async function loadSettings(surroundings: Surroundings, flags: SettingFlags): Promise<Settings> {
  const { env } = surroundings;
  const path = configPath(env);
  const saved = await loadConfig(path);
  const pick = (flag: string | undefined, variable: string, kept?: string): string | null => {
    const [first = null] = [flag, env[variable], kept].filter((value) => value !== undefined && value !== '');
    return first;
  };
  const known = {
    url: pick(flags.url, 'ORANGE_URL', saved.url),
    product: pick(flags.product, 'ORANGE_PRODUCT', saved.product),
    channel: pick(flags.channel, 'ORANGE_CHANNEL', saved.channel),
  };
  return {
    configPath: path,
    saved,
    keyFilePath: pick(flags.keyFile, 'ORANGE_KEY_FILE') ?? besideConfig(path, 'keys.json'),
    signerCommand: pick(flags.exec, 'ORANGE_SIGNER'),
    pinnedRootPath: pick(flags.root, 'ORANGE_ROOT'),
    known,
    url: () =>
      parseUrl(known.url ?? refuseMissing('the address of the service', 'Run `orange login URL`, or set ORANGE_URL.')),
    token: () => pickToken(pick(undefined, 'ORANGE_TOKEN'), saved, known.url),
    product: () =>
      parseSlug(
        'product',
        known.product ??
          refuseMissing('the product', 'Add --product NAME, set ORANGE_PRODUCT, or run `orange init` once.'),
      ),
    channel: () =>
      parseSlug(
        'channel',
        known.channel ??
          refuseMissing('the channel', 'Add --channel NAME, set ORANGE_CHANNEL, or run `orange init` once.'),
      ),
  };
}

/** A saved token belongs to the saved address: `--url` elsewhere must not carry it there. */
function pickToken(fromEnvironment: string | null, saved: Config, url: string | null): string {
  if (fromEnvironment !== null) return fromEnvironment;
  if (saved.token !== undefined && saved.url === url) return saved.token;
  return refuseMissing(
    'an access token for this service',
    `Run \`orange login ${url ?? 'URL'}\`, or set ORANGE_TOKEN.`,
  );
}

function refuseMissing(what: string, fix: string): never {
  throw new CliError(`${what} is not known`, { code: 'not-configured', fix });
}

/** The address without a trailing slash. Throws a CliError for anything but http and https. */
export function parseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.search !== '') {
    throw new CliError(`"${text}" is no address of a service`, {
      code: 'malformed-url',
      fix: 'Write it as https://updates.example.com, without user name and query.',
    });
  }
  return url.href.replace(/\/+$/, '');
}

function parseSlug(what: string, text: string): string {
  if (slug.safeParse(text).success) return text;
  throw new CliError(`"${text}" is no name of a ${what}`, {
    code: 'malformed-name',
    fix: 'Names are 1 to 40 of a-z, 0-9 and "-", and start with a letter or digit.',
  });
}
