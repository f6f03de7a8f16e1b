// Builds as engineers send and see them.
import semver from 'semver';
import * as z from 'zod';
import { buildStates } from '../../domain/build/build.ts';
import { fileNamePattern, releaseIdPattern } from '../../domain/build/names.ts';
import { maxArtifactBytes } from '../../domain/build/parts.ts';
import { modelName } from '../names.ts';
import { hexDigest, naturalInteger, plainText } from '../statement/fields.ts';
import { channelId, cursorOf, pageOf, pageQuery, productId } from './names.ts';

const ms = z.int().meta({ description: 'Epoch milliseconds of the service clock.' });

export const buildId = z
  .string()
  .regex(releaseIdPattern, 'must be the id of a build, such as nova-42')
  .meta({ id: 'BuildId', description: '`<product>-<counter>`', example: 'nova-42' });

const version = plainText(100)
  .refine((text) => semver.valid(text) === text, 'must be a semantic version, such as 1.4.0 or 1.4.0-beta.2')
  .meta({ example: '1.4.0' });

/** Matched in the URL of a poll, so without spaces; signed, so without quotation mark and backslash. */
const vendorVersion = z
  .string()
  .regex(
    /^[!#-[\]-~]{1,128}$/,
    'must be 1 to 128 printable ASCII characters without space, quotation mark and backslash',
  )
  .meta({ example: 'V14.0.3.0.TKACNXM' });

const range = plainText(500)
  .refine((text) => semver.validRange(text) !== null, 'must be * or a semver range, such as >=1.2.0 <2.0.0')
  .meta({ description: 'Versions that may install this build.' });

const models = z
  .array(modelName)
  .min(1)
  .max(200)
  .refine((names) => new Set(names).size === names.length, 'must list each model once')
  .readonly();

const artifact = z.object({
  fileName: z
    .string()
    .regex(
      fileNamePattern,
      'must be 1 to 128 of letters, digits, ".", "_", "+" and "-", starting with a letter or digit',
    ),
  sizeBytes: z.int().min(1).max(maxArtifactBytes),
  sha256: hexDigest(256),
  sha512: hexDigest(512),
  chunkSizeBytes: z
    .int()
    .min(4096)
    .max(64 * 1024 * 1024),
  chunkRoot: hexDigest(256).meta({
    description: 'SHA-256 of the SHA-256 digests of all chunks in order, 32 bytes each.',
  }),
});

const content = z.object({
  product: productId,
  channel: channelId,
  version,
  vendorVersion: vendorVersion.nullable(),
  models,
  accepts: range,
  securityFloor: naturalInteger.meta({ description: 'Builds with a lower counter never follow this one.' }),
  artifact,
});

export const draftBuildBody = content
  .extend({
    vendorVersion: content.shape.vendorVersion.default(null),
    accepts: content.shape.accepts.default('*'),
    securityFloor: content.shape.securityFloor.default(0),
  })
  .meta({ id: 'DraftBuild' });

export const build = content
  .extend({
    id: buildId,
    counter: z.int(),
    state: z.enum(buildStates),
    artifact: artifact.extend({
      storedBytes: z.int().meta({ description: 'Bytes of it that storage has so far.' }),
      verifiedMs: ms.nullable().meta({ description: 'When what is stored was found to be what was stated.' }),
    }),
    createdBy: z.string(),
    createdMs: ms,
    sealedMs: ms.nullable(),
    withdrawal: z.object({ reason: z.string(), actor: z.string(), withdrawnMs: ms }).nullable(),
  })
  .meta({ id: 'Build' });

export const buildDetails = build
  .extend({
    release: z.string().nullable().meta({
      description: 'The file below /repository/ that published what was signed about it; null while a draft.',
      example: '5.fw-nova.json',
    }),
  })
  .meta({ id: 'BuildDetails' });

export const buildImage = z.object({ url: z.string(), sizeBytes: z.int() }).meta({ id: 'BuildImage' });

export const buildPage = pageOf(build);

export const buildsQuery = pageQuery.extend({
  after: cursorOf(/^\d{1,15}\.[ -~]{1,180}$/),
  product: productId.optional(),
  channel: channelId.optional(),
  state: z.enum(buildStates).optional(),
});

export const withdrawBuildBody = z
  .object({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .regex(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u, 'must not contain control characters'),
  })
  .meta({ id: 'WithdrawBuild' });
