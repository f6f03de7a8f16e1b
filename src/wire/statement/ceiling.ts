// The ceiling on the wire: target `rollout/<product>/<rollout key>`, an empty file whose custom part is the statement.
import * as z from 'zod';
import { type CeilingStatement, ceilingPath } from '../../domain/build/ceiling-statement.ts';
import { rolloutKeyPattern, saltPattern } from '../../domain/build/names.ts';
import { ok, refuse } from '../../domain/result.ts';
import { slug } from '../names.ts';
import { cohortRule } from '../release/cohort.ts';
import { parseWith } from '../zod-problems.ts';
import { epochMs, hexDigest, naturalInteger, pathProblem, positiveInteger, releaseId } from './fields.ts';
import { emptyFile, isEmptyFile, notEmptyProblem, type StatementForm } from './target.ts';

const customSchema = z.strictObject({
  kind: z.literal('ceiling'),
  releaseId,
  imageSha256: hexDigest(256),
  releaseSha256: hexDigest(256),
  salt: z.string().regex(saltPattern),
  stages: z
    .array(
      z.strictObject({
        name: slug,
        cohort: slug,
        rule: z.exactOptional(cohortRule),
        permille: z.int().min(1).max(1000),
        notBeforeMs: epochMs,
        gatesDigest: hexDigest(256),
      }),
    )
    .min(1)
    .max(20),
  fallbackReleaseId: releaseId.nullable(),
  notAfterMs: epochMs,
  seq: positiveInteger,
  clearsStopSeq: naturalInteger,
});

export const ceilingForm: StatementForm<CeilingStatement> = {
  encodeTarget({ product, rolloutKey, ...custom }) {
    return [ceilingPath(product, rolloutKey), { ...emptyFile, custom }];
  },

  parseTarget(path, target) {
    const custom = parseWith(customSchema, target.custom, 'custom');
    if (!custom.ok) return custom;
    const [, product = '', rolloutKey = ''] = path.split('/');
    const isNamed = slug.safeParse(product).success && rolloutKeyPattern.test(rolloutKey);
    if (!isEmptyFile(target)) return refuse(notEmptyProblem);
    if (!isNamed || path !== ceilingPath(product, rolloutKey)) {
      return refuse(pathProblem(path, ceilingPath('PRODUCT', 'ROLLOUT')));
    }
    return ok({ ...custom.value, product, rolloutKey });
  },
};
