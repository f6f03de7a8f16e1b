// The product that a command is about, with its models and channels, as the service knows them.
import { productDetails } from '../wire/release/product.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import type { Session } from './session.ts';

/** Throws a CliError when there is no such product. */
const loadProductById = ({ api }: Session, id: string) => api().get(path`/v1/products/${id}`, reading(productDetails));

/** The one of --product, ORANGE_PRODUCT or the configuration. */
export const loadProduct = (session: Session) => loadProductById(session, session.settings.product());

export type ProductDetails = Awaited<ReturnType<typeof loadProduct>>;
