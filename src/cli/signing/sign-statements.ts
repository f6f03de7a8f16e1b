// Shows what is to be signed, asks once, and signs on this machine.
import type { Result } from '../../domain/result.ts';
import { parseCanonical } from '../../wire/canonical-json.ts';
import { encodeEnvelope } from '../../wire/statement/envelope.ts';
import { CliError } from '../cli-error.ts';
import type { Signer } from '../compose.ts';
import type { Session } from '../session.ts';
import { faint, type Line, name, strong } from '../terminal/words.ts';
import { agree } from './agree.ts';

/** Canonical bytes, and how they read. */
export type Unsigned = { readonly payload: Uint8Array; readonly lines: readonly Line[] };

/** Spells a statement and reads it back: what people are shown is what the bytes say, not what was meant. */
export function prepareStatement<S>(
  payload: Result<Uint8Array>,
  read: (envelope: { signed: unknown }) => Result<S>,
  describe: (statement: S) => Line[],
): Unsigned {
  const bytes = expectSignable(payload);
  const statement = expectSignable(read({ signed: expectSignable(parseCanonical(bytes)) }));
  return { payload: bytes, lines: describe(statement) };
}

function expectSignable<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const [problem] = result.problems;
  throw new CliError(`this cannot be signed: ${problem?.where} ${problem?.what}`, {
    code: 'unsignable',
    fix: problem?.fix ?? '',
    details: { problems: result.problems },
  });
}

/** The envelopes, in order. At a terminal a person says yes; elsewhere --yes must have been said before. */
export async function signStatements(
  session: Session,
  { signer, statements, isAgreed }: { signer: Signer; statements: readonly Unsigned[]; isAgreed: boolean },
): Promise<string[]> {
  const key = signer.loadPublicKey();
  session.printer.note(
    [strong('To be signed'), ' with the key ', name(key.name), faint(` ${key.keyId.slice(0, 16)}`)],
    ...statements.flatMap(({ lines }) => lines),
  );
  if (!isAgreed) await agree(session, 'Sign this?');
  return Promise.all(
    statements.map(async ({ payload }) => encodeEnvelope(payload, [await signer.signStatement(payload)])),
  );
}
