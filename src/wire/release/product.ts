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

export const productDetails = product
  .extend({
    models: z.array(model).readonly(),
    channels: z.array(channel).readonly(),
    nextCounter: z.int(),
  })
  .meta({ id: 'ProductDetails' });
