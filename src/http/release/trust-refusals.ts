// Turns what the repository has against a role file into problem details.
import type { Context } from 'hono';
import type { AcceptAnswer } from '../../app/accept-role-file.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

type Refusal = Extract<AcceptAnswer, { readonly ok: false }>;

/** Another file, or more of what must come first, would be taken: the file itself may be in order. */
const conflicts = new Set<Refusal['refusal']>([
  'storage-behind',
  'version-taken',
  'version-skipped',
  'nothing-published',
  'service-cannot-sign',
  'too-many-proposals',
]);

export function refuseRoleFile(c: Context<HttpEnv>, role: string, { refusal, problems, publishedVersion }: Refusal) {
  const [{ where, what, fix }] = problems;
  const details = { code: refusal, detail: `The file of ${role} is refused: ${where} ${what}.`, fix, errors: problems };
  if (refusal === 'unknown-role') return problem(c, { status: 404, ...details });
  if (!conflicts.has(refusal)) return problem(c, { status: 422, ...details });
  return problem(c, { status: 409, ...details, current: { role, version: publishedVersion } });
}

export function refuseUnknownRole(c: Context<HttpEnv>, role: string) {
  const detail = `No role is named ${role}.`;
  const fix = 'Name root, targets, or fw-, rollout- or stop- and a product.';
  return problem(c, { status: 404, code: 'unknown-role', detail, fix });
}

export function refuseUnknownProposal(c: Context<HttpEnv>) {
  const detail = 'No such file waits for signatures: it was published, withdrawn, or overtaken by another.';
  return problem(c, { status: 404, code: 'unknown-proposal', detail, fix: 'See `GET /v1/trust/proposals`.' });
}

export function refuseOff(c: Context<HttpEnv>) {
  const detail = 'This service was given no keys for snapshot and timestamp, so it publishes no repository.';
  const fix = 'Ask its operator to set SNAPSHOT_KEY and TIMESTAMP_KEY (DEPLOY.md).';
  return problem(c, { status: 409, code: 'repository-off', detail, fix });
}

export function refuseMalformedFile(
  c: Context<HttpEnv>,
  errors: readonly { where: string; what: string; fix: string }[],
) {
  const [first] = errors;
  const detail = `The file cannot be read: ${first?.where} ${first?.what}.`;
  return problem(c, { status: 400, code: 'malformed-file', detail, fix: first?.fix ?? '', errors });
}
