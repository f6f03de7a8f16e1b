// The stop on the wire: target `stop/<product>/<release id>`, an empty file whose custom part is the statement.
import * as z from 'zod';
import { isReleaseId } from '../../domain/build/names.ts';
import { type StopStatement, stopActions, stopPath } from '../../domain/build/stop-statement.ts';
import { ok, refuse } from '../../domain/result.ts';
import { slug } from '../names.ts';
import { parseWith } from '../zod-problems.ts';
import { pathProblem, plainText, positiveInteger } from './fields.ts';
import { emptyFile, isEmptyFile, notEmptyProblem, type StatementForm } from './target.ts';

const customSchema = z.strictObject({
  kind: z.literal('stop'),
  action: z.enum(stopActions),
  reason: plainText(300),
  seq: positiveInteger,
});

export const stopForm: StatementForm<StopStatement> = {
  encodeTarget({ product, releaseId, ...custom }) {
    return [stopPath(product, releaseId), { ...emptyFile, custom }];
  },

  parseTarget(path, target) {
    const custom = parseWith(customSchema, target.custom, 'custom');
    if (!custom.ok) return custom;
    const [, product = '', releaseId = ''] = path.split('/');
    if (!isEmptyFile(target)) return refuse(notEmptyProblem);
    if (!slug.safeParse(product).success || !isReleaseId(releaseId) || path !== stopPath(product, releaseId)) {
      return refuse(pathProblem(path, 'stop/PRODUCT/RELEASE'));
    }
    return ok({ ...custom.value, product, releaseId });
  },
};
