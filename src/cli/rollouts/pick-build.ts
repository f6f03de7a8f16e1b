// Which build is meant: the one named, or the newest sealed one of the channel that was not withdrawn.
import { buildDetails, buildPage } from '../../wire/release/build.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { type BuildDetails, loadBuild } from '../builds.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

type Place = { readonly product: string; readonly channel: string };

export async function pickBuild(session: Session, place: Place, given: string | undefined): Promise<BuildDetails> {
  if (given !== undefined) return loadBuild(session, given);
  const newest = await findNewestSealed(session, place);
  if (newest !== null) return newest;
  throw new CliError(`${place.product}/${place.channel} has no sealed build`, {
    code: 'no-build',
    fix: 'Publish one: orange build publish FILE --version 1.0.0',
  });
}

/** Null when the channel has none. */
export async function findNewestSealed({ api }: Session, { product, channel }: Place): Promise<BuildDetails | null> {
  const query = { product, channel, state: 'sealed', limit: 50 };
  const page = await api().get('/v1/builds', reading(buildPage), query);
  const newest = page.items.find(({ withdrawal }) => withdrawal === null);
  return newest === undefined ? null : api().get(path`/v1/builds/${newest.id}`, reading(buildDetails));
}
