// What `orange init` was told, checked whole before the first thing is made: there is no way to unmake a product.
import type { Result } from '../../domain/result.ts';
import { parseTimetable } from '../../domain/train/timetable.ts';
import { channel, createProductBody, model } from '../../wire/release/product.ts';
import { parseWith } from '../../wire/zod-problems.ts';
import { CliError } from '../cli-error.ts';

export type Wanted = {
  readonly product: { readonly id: string; readonly name: string };
  readonly models: readonly string[];
  readonly channel: string;
  readonly timetable: string | undefined;
};

/** Answers the product as it is sent. Throws a CliError at the first word that the service would refuse. */
export function checkWanted({ product, models, channel: id, timetable }: Wanted): Wanted['product'] {
  const asked = orThrow(parseWith(createProductBody, product, 'product'));
  for (const name of models) orThrow(parseWith(model, { id: name, name }, 'model'));
  orThrow(parseWith(channel.shape.id, id, 'channel'));
  if (timetable !== undefined) orThrow(parseTimetable(timetable));
  return asked;
}

function orThrow<T>(read: Result<T>): T {
  if (read.ok) return read.value;
  const [problem] = read.problems;
  throw new CliError(`${problem?.where} ${problem?.what}`, { code: 'malformed-name', fix: problem?.fix ?? '' });
}
