// How commands name and show builds.
import { buildDetails } from '../wire/release/build.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import type { Session } from './session.ts';
import { bad, good, type Word, warning } from './terminal/words.ts';

/** By version, vendor string or id. Throws a CliError when the product has no such build. */
export const loadBuild = ({ api, settings }: Session, name: string) =>
  api().get(path`/v1/products/${settings.product()}/builds/${name}`, reading(buildDetails));

export type BuildDetails = Awaited<ReturnType<typeof loadBuild>>;

type Standing = Pick<BuildDetails, 'state' | 'withdrawal'>;

export function standingOf({ state, withdrawal }: Standing): Word {
  if (withdrawal !== null) return bad('withdrawn');
  return state === 'sealed' ? good('sealed') : warning('draft');
}

/** `1.4.0 (V14.0.3.0.TKACNXM)`. */
export const versionWords = ({ version, vendorVersion }: Pick<BuildDetails, 'version' | 'vendorVersion'>): string =>
  vendorVersion === null ? version : `${version} (${vendorVersion})`;
