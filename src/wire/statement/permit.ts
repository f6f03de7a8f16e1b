// The permit to go back on the wire: target `rollout/<product>/back/<n>`, an empty file whose custom part is the statement.
import * as z from 'zod';
import { type PermitStatement, permitPath } from '../../domain/build/permit-statement.ts';
import { ok, refuse } from '../../domain/result.ts';
import { slug } from '../names.ts';
import { parseWith } from '../zod-problems.ts';
import { epochMs, hexDigest, pathProblem, plainText, releaseId } from './fields.ts';
import { emptyFile, isEmptyFile, notEmptyProblem, type StatementForm } from './target.ts';

const source = z.strictObject({ releaseId, imageSha256: hexDigest(256) });

const customSchema = z.strictObject({
  kind: z.literal('permit'),
  from: z.array(source).min(1).max(64),
  to: source.extend({ releaseSha256: hexDigest(256) }),
  reason: plainText(300),
  notAfterMs: epochMs,
});

export const permitForm: StatementForm<PermitStatement> = {
  encodeTarget({ product, permitNumber, ...custom }) {
    return [permitPath(product, permitNumber), { ...emptyFile, custom }];
  },

  parseTarget(path, target) {
    const custom = parseWith(customSchema, target.custom, 'custom');
    if (!custom.ok) return custom;
    const [, product = '', , digits = ''] = path.split('/');
    const permitNumber = Number(digits);
    const isNamed = slug.safeParse(product).success && Number.isSafeInteger(permitNumber) && permitNumber >= 1;
    if (!isEmptyFile(target)) return refuse(notEmptyProblem);
    if (!isNamed || path !== permitPath(product, permitNumber)) {
      return refuse(pathProblem(path, permitPath('PRODUCT', 1)));
    }
    return ok({ ...custom.value, product, permitNumber });
  },
};
