// Products as engineers send and see them.
import * as z from 'zod';
import { modelName } from '../names.ts';
import { channelId, pageOf, productId, title } from './names.ts';

const ms = z.int().meta({ description: 'Epoch milliseconds of the service clock.' });

export const createProductBody = z.object({ id: productId, name: title }).meta({ id: 'CreateProduct' });
export const product = z.object({ id: productId, name: z.string(), createdMs: ms }).meta({ id: 'Product' });
export const productPage = pageOf(product);

export const model = z.object({ id: modelName, name: title }).meta({ id: 'Model' });
export const channel = z
  .object({
    id: channelId,
    timetable: z.string().max(80).nullable().default(null).meta({ example: 'Fri 17:00 Asia/Shanghai' }),
    pollS: z
      .int()
      .min(1)
      .max(604_800)
      .default(21_600)
      .meta({ description: 'How often devices ask, in seconds, before jitter.' }),
  })
  .meta({ id: 'Channel' });

/** Both are named, so that a change of one does not quietly reset the other. */
export const setChannelBody = z
  .object({ timetable: channel.shape.timetable.unwrap(), pollS: channel.shape.pollS.unwrap() })
  .meta({ id: 'SetChannel' });

export const signingKey = z
  .object({
    keyId: z.string(),
    publicHex: z.string(),
    label: z.string(),
    addedBy: z.string(),
    addedMs: ms,
    revokedMs: ms.nullable(),
  })
  .meta({ id: 'SigningKey' });

export const productDetails = product
  .extend({
    models: z.array(model).readonly(),
    channels: z.array(channel).readonly(),
    keys: z.array(signingKey).readonly(),
    nextCounter: z.int(),
  })
  .meta({ id: 'ProductDetails' });

export const addKeyBody = z
  .object({
    publicHex: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be an ed25519 public key: 64 hex digits in lower case')
      .meta({ example: '7d4d0e7f6153a69b6242b522abbee685fda4420f8834b108c3bdae369ef549fa' }),
    label: title.meta({ example: "ada's laptop" }),
  })
  .meta({ id: 'AddKey' });

export const keyId = z.string().regex(/^[0-9a-f]{64}$/, 'must be a key id: 64 hex digits in lower case');
export const keyPage = pageOf(signingKey);
