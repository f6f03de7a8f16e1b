// Reads what the service answered: a value that fits its schema, or a refusal as the person at the terminal needs it.

import type { Problem, Result } from '../../domain/result.ts';
import { problemDetails } from '../../wire/problem.ts';
import { parseWith } from '../../wire/zod-problems.ts';
import { CliError } from '../cli-error.ts';
import { hintFor } from './hints.ts';
import type { HttpAnswer, NoAnswer } from './http-request.ts';

/** A schema of src/wire; the CLI never takes a body for what it is not. */
type Schema = Parameters<typeof parseWith>[0];
export type Parser<T> = (value: unknown) => Result<T>;

/** The parser of a wire schema, for answers. */
export const reading =
  <S extends Schema>(schema: S) =>
  (value: unknown) =>
    parseWith(schema, value, 'answer');

/** For answers without a body. */
export const nothing: Parser<null> = () => ({ ok: true, value: null });

/** The service said no: `status` and `current` tell a lost race from a wrong name. */
export class ServiceRefusal extends CliError {
  readonly status: number;
  readonly current: unknown;

  constructor(
    what: string,
    options: ConstructorParameters<typeof CliError>[1] & { status: number; current?: unknown },
  ) {
    super(what, options);
    this.status = options.status;
    this.current = options.current ?? null;
  }
}

export function parseAnswer<T>(answer: HttpAnswer, parse: Parser<T>, asked: string): T {
  if (answer.status >= 200 && answer.status < 300) {
    const parsed = parse(parseJson(answer.body));
    if (parsed.ok) return parsed.value;
    throw new CliError(`the service's answer to ${asked} cannot be read (${wordsOf(parsed.problems)})`, {
      code: 'unreadable-answer',
      fix: 'Check that the address is an Orange Friday service, and that its version fits this tool.',
    });
  }
  throw parseRefusal(answer, asked);
}

/** Also made of answers that are not ours: a proxy's page, a redirect. */
function parseRefusal({ status, headers, body }: HttpAnswer, asked: string): ServiceRefusal {
  const problem = parseWith(problemDetails, parseJson(body));
  if (!problem.ok) {
    const target = headers.location === undefined ? '' : ` and points to ${headers.location}`;
    const fix = 'Check the address: `orange login URL` sets it. A proxy may stand in between.';
    return new ServiceRefusal(`${asked} was answered ${status}${target}`, { code: 'not-our-answer', fix, status });
  }
  const { type, detail, fix = 'See what the service says above.', errors = [], current, requestId } = problem.value;
  const details = {
    status,
    ...(errors.length > 0 ? { problems: errors } : {}),
    ...(current === undefined ? {} : { current }),
    ...(status >= 500 ? { requestId } : {}),
  };
  const what = errors.length > 0 ? wordsOf(errors) : detail;
  const code = type.slice(type.lastIndexOf('/') + 1);
  const hint = hintFor(code, current, errors.length > 0 ? fixesOf(errors) : fix);
  const how = status >= 500 && requestId !== '' ? `${hint} (request ${requestId})` : hint;
  return new ServiceRefusal(what, { code, fix: how, details, status, current });
}

/** Where a thing stood in the request says nothing at a terminal, and two rules may be broken by one word. */
const wordsOf = (problems: readonly Problem[]): string =>
  [
    ...new Set(problems.slice(0, 5).map(({ where, what }) => `${where.replace(/^(body|path|query)\./, '')} ${what}`)),
  ].join('; ');

const fixesOf = (problems: readonly Problem[]): string =>
  [...new Set(problems.slice(0, 5).map(({ fix }) => fix))].join(' ');

const noAnswerWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNRESET: 'it closed the connection',
  timeout: 'it does not answer in time',
  'too-large': 'its answer is too large',
};

export function describeNoAnswer(base: string, { code }: NoAnswer): CliError {
  const fix = 'Check that the service runs and that the address is right; `orange login URL` sets another.';
  return new CliError(`cannot reach ${base}: ${noAnswerWords[code] ?? code}`, { code: 'unreachable', fix });
}

export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return value;
  } catch {
    return null;
  }
}
