// The hold that works while the service has no database: written into the release map that every edge reads.
import { edgeHold } from '../../wire/release/edge-hold.ts';
import { reading, ServiceRefusal } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, good, name } from '../terminal/words.ts';

export const isWithoutDatabase = (cause: unknown): boolean =>
  cause instanceof ServiceRefusal && cause.code === 'database-unavailable';

/** Without its database the service cannot say which rollout is the newest: the person must. */
export async function holdAtEdge(
  { api }: Session,
  { rollout, reason }: { readonly rollout: number | undefined; readonly reason: string | undefined },
): Promise<Report> {
  if (rollout === undefined) {
    throw new CliError('the service has no database now, and cannot say which rollout is meant', {
      code: 'database-unavailable',
      fix: 'Name it by its number, which stands in the address of its page: orange rollout hold 12',
    });
  }
  const held = await api().send('POST', '/v1/holds', reading(edgeHold), { body: { rollout, reason } });
  return {
    json: { decision: null, rollout: null, mapRevision: held.mapRevision },
    lines: [
      [
        good('Held at the edge: '),
        name(`rollout ${rollout}`),
        held.isOrdered ? ' lets no new devices in' : ' let no new devices in before either',
      ],
      faint('The service has no database now; it records the decision in your name as soon as it has.'),
    ],
  };
}
