// /v1/products: create, list and read products.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { createProduct } from '../../app/create-product.ts';
import { pageQuery, productId } from '../../wire/release/names.ts';
import { createProductBody, product, productDetails, productPage } from '../../wire/release/product.ts';
import { idempotent } from '../shared/idempotency.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { byOf, requireEveryProduct, requireRole } from '../shared/require-role.ts';
import { refuseMisspelt } from './unknown-product.ts';

const listProductsRoute = createRoute({
  method: 'get',
  path: '/v1/products',
  summary: 'List products',
  description: 'A token for one product sees that one.',
  middleware: requireRole('engineer', 'viewer'),
  request: { query: pageQuery },
  responses: { 200: jsonAnswer('A page of products.', productPage), ...problemAnswers(400, 401, 403) },
});

const createProductRoute = createRoute({
  method: 'post',
  path: '/v1/products',
  summary: 'Create a product',
  middleware: [requireRole(), requireEveryProduct, idempotent] as const,
  request: jsonBody(createProductBody),
  responses: { 201: jsonAnswer('The product.', product), ...problemAnswers(400, 401, 403, 409, 422) },
});

const showProductRoute = createRoute({
  method: 'get',
  path: '/v1/products/{product}',
  summary: 'Show a product with its models, channels and keys',
  middleware: requireRole('engineer', 'viewer'),
  request: { params: z.object({ product: productId }) },
  responses: { 200: jsonAnswer('The product.', productDetails), ...problemAnswers(400, 401, 403, 404) },
});

export const productRoutes = routes()
  .openapi(listProductsRoute, async (c) => {
    const { limit, after = null } = c.req.valid('query');
    const { catalog } = c.env.stores();
    const only = c.get('bearer').productId;
    if (only === null) return c.json(await catalog.loadProducts({ limit, after }), 200);
    const found = await catalog.loadProduct(only);
    const items = found === null ? [] : [{ id: found.id, name: found.name, createdMs: found.createdMs }];
    return c.json({ items: items.filter(({ id }) => after === null || id > after), next: null }, 200);
  })
  .openapi(createProductRoute, async (c) => {
    const input = c.req.valid('json');
    const answer = await createProduct(c.env.stores(), input, byOf(c));
    if (answer.ok) return c.json(answer.product, 201);
    const fix = 'Choose another id, or go on with the product that is there.';
    return problem(c, { status: 409, code: 'id-taken', detail: `There is a product "${input.id}" already.`, fix });
  })
  .openapi(showProductRoute, async (c) => {
    const { product: id } = c.req.valid('param');
    const found = await c.env.stores().catalog.loadProduct(id);
    return found === null ? refuseMisspelt(c, id) : c.json(found, 200);
  });
