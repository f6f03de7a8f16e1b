// Publishes a committed change to the map before it is answered, so that whoever made it sees it at once.
import type { Context } from 'hono';
import { publishMap } from '../../app/publish-map.ts';
import type { HttpEnv } from './http-env.ts';
import { repositoryPorts } from './trust-ports.ts';

/** The revision that holds the change, or null: the change stands all the same, and the next tick publishes it. */
export async function publishChange(c: Context<HttpEnv>): Promise<number | null> {
  const { revision, failure } = await publishMap(
    { ...c.env.process, ...c.env.stores(), ...repositoryPorts(c.env) },
    c.get('nowMs'),
  );
  if (failure !== null)
    c.env.log('warn', 'release map not published; the next tick tries again', { cause: String(failure) });
  return revision;
}
