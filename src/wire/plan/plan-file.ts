// Reads a plan file: every problem says its line and column, what is wrong, and what to write instead.
import type * as z from 'zod';
import type { Problem } from '../../domain/result.ts';
import { checkPlan, derivePlanWarnings, type Plan, type PlanProblem } from '../../domain/rollout/plan.ts';
import { encodePath } from '../zod-problems.ts';
import { encodeAdvice } from './advice.ts';
import { decodeStage, type PlanDocument, planShape } from './shape.ts';
import { maxProblems, type PlanSource, readSource, type Spot, type SpotProblem } from './source.ts';

/** `where` is `<file>:<line>:<column>`, which terminals and editors open at a click. */
export type PlacedProblem = Problem & Spot;

export type PlanFile = { readonly plan: Plan; readonly warnings: PlacedProblem[] };
export type PlanFileAnswer = { ok: true; value: PlanFile } | { ok: false; problems: PlacedProblem[] };

/** Reads the text of a plan file; `fileName` is only for `where`. */
export function parsePlanFile(text: string, fileName = 'plan.yaml'): PlanFileAnswer {
  const place = ({ line, column, what, fix }: SpotProblem): PlacedProblem => ({
    where: `${fileName}:${line}:${column}`,
    line,
    column,
    what,
    fix,
  });
  const read = readSource(text);
  if (!read.ok) return { ok: false, problems: read.problems.map(place) };
  const { source } = read;
  const shaped = planShape.safeParse(source.value, { reportInput: true });
  if (!shaped.success)
    return {
      ok: false,
      problems: sortBySpot(shaped.error.issues.flatMap((issue) => placeIssue(issue, source))).map(place),
    };
  const plan = decodePlan(shaped.data);
  const placeAll = (problems: readonly PlanProblem[]) =>
    sortBySpot(problems.map((problem) => placeFinding(problem, source))).map(place);
  const problems = placeAll(checkPlan(plan));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, value: { plan, warnings: placeAll(derivePlanWarnings(plan)) } };
}

/** The error rates are the plan's, and a condition of each stage: so they are signed with it. */
function decodePlan({ stages, alpha, beta, mayOverride, watch, ...head }: PlanDocument): Plan {
  const rates = {
    ...(alpha === undefined ? {} : { alpha }),
    ...(beta === undefined ? {} : { beta }),
    ...(mayOverride === undefined ? {} : { mayOverride }),
  };
  return {
    ...head,
    ...(watch === undefined ? {} : { watchS: watch }),
    stages: stages.map((stage) => ({ ...decodeStage(stage), ...rates })),
  };
}

/** One issue may name several unknown keys; each has a place of its own. */
function placeIssue(issue: z.core.$ZodIssue, source: PlanSource): SpotProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ ...source.locate(issue.path), ...encodeAdvice(issue) }];
  return issue.keys.map((key) => ({
    ...source.locateKey(issue.path, key),
    ...encodeAdvice({ ...issue, keys: [key] }),
  }));
}

/** Sentences of the domain start with a subject of their own or with `is`. */
function placeFinding({ path, what, fix }: PlanProblem, source: PlanSource): SpotProblem {
  const isPredicate = /^is /.test(what);
  return { ...source.locate(path), what: isPredicate ? `${encodePath(path).slice(1)} ${what}` : what, fix };
}

const sortBySpot = (problems: SpotProblem[]): SpotProblem[] =>
  problems.toSorted((one, other) => one.line - other.line || one.column - other.column).slice(0, maxProblems);
