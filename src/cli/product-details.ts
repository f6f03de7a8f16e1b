// The product that a command is about, with its models, channels and keys, as the service knows them.
import { productDetails } from '../wire/release/product.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import type { Session } from './session.ts';

/** Throws a CliError when there is no such product. */
export const loadProduct = ({ api, settings }: Session) =>
  api().get(path`/v1/products/${settings.product()}`, reading(productDetails));

export type ProductDetails = Awaited<ReturnType<typeof loadProduct>>;
