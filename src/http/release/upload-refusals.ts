// Words for why an upload cannot go on, and what to do about it.
import type { Context } from 'hono';
import type { BeginUploadAnswer } from '../../app/begin-upload.ts';
import type { FinishUploadAnswer } from '../../app/finish-upload.ts';
import type { RecordPartsAnswer } from '../../app/record-parts.ts';
import type { SignPartsAnswer } from '../../app/sign-parts.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';
import { refuseUnknownBuild } from './own-build.ts';

type BeginRefusal = Extract<BeginUploadAnswer, { ok: false }>;
type Refusal = Extract<SignPartsAnswer | RecordPartsAnswer | FinishUploadAnswer, { ok: false }>;

/** Of a long list the first are enough to go on with. */
const maxListed = 100;

export function refuseBegin(c: Context<HttpEnv>, buildId: string, { refusal }: BeginRefusal) {
  if (refusal === 'unknown-build') return refuseUnknownBuild(c, buildId);
  const detail = 'Another build is uploading the same bytes.';
  const fix = 'Finish that upload or discard that draft; then begin again.';
  return problem(c, { status: 409, code: refusal, detail, fix });
}

export function refuseUpload(c: Context<HttpEnv>, buildId: string, refused: Refusal) {
  const begin = `POST /v1/builds/${buildId}/upload`;
  switch (refused.refusal) {
    case 'unknown-build':
      return refuseUnknownBuild(c, buildId);
    case 'upload-not-begun': {
      const detail = `No upload of ${buildId} is under way.`;
      return problem(c, { status: 409, code: refused.refusal, detail, fix: `Begin one: ${begin}.` });
    }
    case 'upload-lost': {
      const detail = 'Storage does not know the upload or some of the parts that were recorded. They are forgotten.';
      return problem(c, { status: 409, code: refused.refusal, detail, fix: `Begin again: ${begin}.` });
    }
    case 'unfit-parts': {
      const [first] = refused.problems;
      const detail = `${first?.where} ${first?.what}.`;
      return problem(c, {
        status: 422,
        code: refused.refusal,
        detail,
        fix: first?.fix ?? '',
        errors: refused.problems,
      });
    }
    case 'upload-incomplete': {
      const { missingParts, storedBytes } = refused;
      const detail = `The upload ends short: ${missingParts.length} parts are missing, first part ${missingParts[0]}.`;
      const current = {
        storedBytes,
        missingCount: missingParts.length,
        missingParts: missingParts.slice(0, maxListed),
      };
      return problem(c, {
        status: 409,
        code: refused.refusal,
        detail,
        fix: 'Send and record these parts; then finish again.',
        current,
      });
    }
    case 'stored-object-differs': {
      const detail =
        'What arrived is not what was stated: the file changed after it was measured, or was damaged on its way. It is dropped.';
      const fix = `Measure the file again. If it is as it was: ${begin}. If it changed: discard this draft and draft it anew.`;
      const { expected, found } = refused;
      return problem(c, { status: 422, code: refused.refusal, detail, fix, current: { expected, found } });
    }
  }
}
