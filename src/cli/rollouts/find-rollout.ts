// Which rollout is meant: the one named by its number, or the newest of the channel.
import { InvalidArgumentError } from 'commander';
import { rolloutDetails, rolloutPage } from '../../wire/release/rollout.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

/** A number on the command line; what is wrong is told as a usage error. */
function rolloutNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write the number of a rollout, as `orange rollout list` shows it.');
}

/** `[rollout]` of every command that is about one. */
export const rolloutArgument = [
  '[rollout]',
  'its number; the newest of the channel when left out',
  rolloutNumber,
] as const;

/** Throws a CliError when the channel never had one. */
export async function findRollout(session: Session, given: number | undefined): Promise<number> {
  if (given !== undefined) return given;
  const { settings, api } = session;
  const [product, channel] = [settings.product(), settings.channel()];
  const page = await api().get('/v1/rollouts', reading(rolloutPage), { product, channel, limit: 1 });
  const [newest] = page.items;
  if (newest !== undefined) return newest.id;
  throw new CliError(`${product}/${channel} has had no rollout yet`, {
    code: 'no-rollout',
    fix: 'Start one: orange rollout start',
  });
}

export const loadRollout = ({ api }: Session, id: number) =>
  api().get(path`/v1/rollouts/${id}`, reading(rolloutDetails));

export type RolloutDetails = Awaited<ReturnType<typeof loadRollout>>;
