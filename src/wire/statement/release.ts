// The release statement on the wire: target `fw/<product>/<file name>` with the image's length and hashes.
import semver from 'semver';
import * as z from 'zod';
import { fileNamePattern } from '../../domain/build/names.ts';
import { type ReleaseStatement, releasePath } from '../../domain/build/release-statement.ts';
import { ok, refuse } from '../../domain/result.ts';
import { modelName, slug } from '../names.ts';
import { parseWith } from '../zod-problems.ts';
import { hexDigest, naturalInteger, pathProblem, plainText, positiveInteger, releaseId } from './fields.ts';
import type { StatementForm } from './target.ts';

const isRange = (text: string): boolean => semver.validRange(text) !== null;

const customSchema = z
  .strictObject({
    kind: z.literal('release'),
    releaseId,
    product: slug,
    channel: slug,
    version: plainText(100).refine((text) => semver.valid(text) === text, {
      error: 'Write a semver version, such as 1.4.0',
    }),
    vendorVersion: z.exactOptional(plainText(200)),
    counter: positiveInteger,
    securityFloor: naturalInteger,
    models: z.array(modelName).min(1).max(256),
    accepts: plainText(500).refine(isRange, { error: 'Write * or a semver range, such as >=1.2.0 <2.0.0' }),
    chunkSizeBytes: z
      .int()
      .min(4096)
      .max(64 * 1024 * 1024),
    chunkRoot: hexDigest(256),
    baseHashes: z.exactOptional(z.array(hexDigest(256)).min(1).max(16)),
    notesDigest: z.exactOptional(hexDigest(256)),
  })
  .refine(({ models }) => new Set(models).size === models.length, { error: 'List each model once', path: ['models'] })
  .refine(({ counter, securityFloor }) => securityFloor <= counter, {
    error: 'Set the security floor to the counter or below, or the build would forbid itself',
    path: ['securityFloor'],
  });

export const releaseForm: StatementForm<ReleaseStatement> = {
  encodeTarget({ image, ...custom }) {
    const { sha256, sha512 } = image;
    return [
      releasePath(custom.product, image.fileName),
      { length: image.lengthBytes, hashes: { sha256, sha512 }, custom },
    ];
  },

  parseTarget(path, target) {
    const custom = parseWith(customSchema, target.custom, 'custom');
    if (!custom.ok) return custom;
    const fileName = path.split('/')[2] ?? '';
    const wanted = releasePath(custom.value.product, fileName);
    if (path !== wanted || !fileNamePattern.test(fileName)) {
      return refuse(pathProblem(path, releasePath(custom.value.product, 'FILE')));
    }
    if (target.length < 1) {
      return refuse({ where: 'signed.targets.length', what: 'is 0', fix: 'Sign an image that has bytes.' });
    }
    return ok({ ...custom.value, image: { fileName, lengthBytes: target.length, ...target.hashes } });
  },
};
