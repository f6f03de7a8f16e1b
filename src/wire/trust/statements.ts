// Reads what the targets of a product's role file state: releases, ceilings, permits and stops.
import { releasePath } from '../../domain/build/release-statement.ts';
import { okUnless, type Problem, type Result, refuse } from '../../domain/result.ts';
import type { StatedTarget, Statement } from '../../domain/trust/repository/changes.ts';
import { type ReleaseTarget, readReleaseTarget } from '../../domain/trust/repository/target-name.ts';
import type { Target, Targets } from '../../domain/trust/tuf/metadata.ts';
import { ceilingForm } from '../statement/ceiling.ts';
import { pathProblem } from '../statement/fields.ts';
import { permitForm } from '../statement/permit.ts';
import { releaseForm } from '../statement/release.ts';
import { stopForm } from '../statement/stop.ts';
import type { StatementForm, WireTarget } from '../statement/target.ts';

/** All of them, or every problem: a file of which one statement cannot be read is not published. */
export function parseStatements({ targets }: Targets): Result<StatedTarget[]> {
  const problems: Problem[] = [];
  const stated: StatedTarget[] = [];
  for (const [path, target] of targets) {
    const statement = parseStatement(path, target);
    if (statement.ok) stated.push({ path, statement: statement.value });
    else problems.push(...statement.problems.map((each) => ({ ...each, where: `${path}: ${each.where}` })));
  }
  return okUnless(problems, stated);
}

/** One target's statement; whether it is of the kind that was looked for is for the caller to see. */
export function parseStatement(path: string, target: Target): Result<Statement> {
  const wire = toWire(target);
  if (wire === null) {
    const fix = 'List sha256 and sha512.';
    return refuse({ where: 'hashes', what: 'lacks one of the two', fix });
  }
  const [kind, , folder] = path.split('/');
  if (kind === 'fw') return parseRelease(path, wire);
  if (kind === 'stop') return stopForm.parseTarget(path, wire);
  const form: StatementForm<Statement> = folder === 'back' ? permitForm : ceilingForm;
  return form.parseTarget(path, wire);
}

/** The file name is unique by the release id before it: two releases of one file name are two targets. */
function parseRelease(path: string, target: WireTarget): Result<Statement> {
  const named = readReleaseTarget(path);
  const parsed = releaseForm.parseTarget(releasePath(named?.product ?? '', named?.fileName ?? ''), target);
  if (!parsed.ok || isNamedFor(named, parsed.value.releaseId)) return parsed;
  return refuse(pathProblem(path, `fw/${parsed.value.product}/${parsed.value.releaseId}.FILE`));
}

const isNamedFor = (named: ReleaseTarget | null, releaseId: string): boolean => named?.releaseId === releaseId;

function toWire({ lengthBytes, hashes, custom }: Target): WireTarget | null {
  const { sha256, sha512 } = hashes;
  return sha256 === undefined || sha512 === undefined
    ? null
    : { length: lengthBytes, hashes: { sha256, sha512 }, custom };
}
