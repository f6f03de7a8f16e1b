// Words for why a build cannot be sealed, and what to do about it.
import type { Context } from 'hono';
import type { SealBuildAnswer } from '../../app/seal-build.ts';
import type { FieldDifference } from '../../domain/build/differences.ts';
import type { Problem } from '../../domain/result.ts';
import { encodeBuildDetails } from '../../wire/release/encode-build.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

type Refusal = Exclude<Extract<SealBuildAnswer, { ok: false }>, { refusal: 'unknown-build' }>;

export function refuseSeal(c: Context<HttpEnv>, { refusal: code, build, differences }: Refusal) {
  const { id, product, counter } = build;
  switch (code) {
    case 'sealed-never-changes': {
      const detail = `The build "${id}" is sealed with another statement, and a sealed build never changes.`;
      const fix = `Publish a new version, or withdraw this one: POST /v1/builds/${id}/withdraw.`;
      return problem(c, { status: 409, code, detail, fix, current: encodeBuildDetails(build) });
    }
    case 'artifact-not-stored': {
      const detail = `The artifact of "${id}" is not stored and compared yet.`;
      const fix = `Upload it and finish: POST /v1/builds/${id}/upload/finish.`;
      return problem(c, { status: 409, code, detail, fix, current: encodeBuildDetails(build) });
    }
    case 'counter-overtaken': {
      const detail = `A build of ${product} with a higher counter than ${counter} is sealed already.`;
      const fix = `Discard this draft (DELETE /v1/builds/${id}) and draft it again: it gets the next counter.`;
      return problem(c, { status: 409, code, detail, fix, current: encodeBuildDetails(build) });
    }
    case 'no-signing-key': {
      const detail = `No key may sign builds of ${product}.`;
      return problem(c, { status: 422, code, detail, fix: `Add one: POST /v1/products/${product}/keys.` });
    }
    case 'signature-not-accepted': {
      const detail = `No signature under the statement is by a key in force of ${product}.`;
      const fix = `Sign with a key that \`GET /v1/products/${product}/keys\` lists as not revoked.`;
      return problem(c, { status: 422, code, detail, fix });
    }
    case 'statement-expired': {
      const detail = 'The statement has expired by the clock of this service.';
      return problem(c, { status: 422, code, detail, fix: 'Sign it again with a later expiry.' });
    }
    case 'statement-differs': {
      const detail = `The statement differs from the draft in ${differences.map(({ field }) => field).join(', ')}.`;
      const errors = differences.map(encodeDifference);
      return problem(c, { status: 422, code, detail, fix: 'Sign what the draft says, or discard the draft.', errors });
    }
  }
}

const encodeDifference = ({ field, build, statement }: FieldDifference): Problem => ({
  where: `body.release.${field}`,
  what: statement === undefined ? 'is missing' : `is ${JSON.stringify(statement)}`,
  fix: build === undefined ? 'Leave it out.' : `Write ${JSON.stringify(build)}.`,
});
