// What a parser or a check answers instead of throwing: a value, or problems that each say where, what and how to mend it.

/** One thing wrong with outside input. `where` is a path or `file:line:column`, `fix` is a sentence a person can act on. */
export type Problem = { where: string; what: string; fix: string };

export type Ok<T> = { ok: true; value: T };
export type Refused = { ok: false; problems: Problem[] };

/** The answer of everything that reads outside input: `unknown` in, this out. */
export type Result<T> = Ok<T> | Refused;

/** Wraps a good value. */
export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

/** Refuses with one problem or more; a refusal without a problem would leave its reader with nothing to do. */
export function refuse(...problems: [Problem, ...Problem[]]): Refused {
  return { ok: false, problems };
}

/** Answers the value when no problem was collected, otherwise refuses with all of them. */
export function okUnless<T>(problems: Problem[], value: T): Result<T> {
  return problems.length === 0 ? ok(value) : { ok: false, problems };
}
