// POST /v1/products/{product}/models: the hardware that builds are made for.
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { addModel } from '../../app/add-model.ts';
import { modelsMax } from '../../domain/catalog/product.ts';
import { productId } from '../../wire/release/names.ts';
import { model } from '../../wire/release/product.ts';
import { jsonAnswer, jsonBody, problemAnswers, routes } from '../shared/open-api.ts';
import { problem } from '../shared/problem.ts';
import { publishChange } from '../shared/publish-change.ts';
import { byOf, requireRole } from '../shared/require-role.ts';
import { refuseMisspelt } from './unknown-product.ts';

const addModelRoute = createRoute({
  method: 'post',
  path: '/v1/products/{product}/models',
  summary: 'Add a model, or rename it',
  description: 'The id is what devices of this model send in a poll. The same again changes nothing.',
  middleware: requireRole(),
  request: { params: z.object({ product: productId }), ...jsonBody(model) },
  responses: { 201: jsonAnswer('The model.', model), ...problemAnswers(400, 401, 403, 404, 422) },
});

export const modelRoutes = routes().openapi(addModelRoute, async (c) => {
  const { product } = c.req.valid('param');
  const answer = await addModel(c.env.stores(), { productId: product, model: c.req.valid('json') }, byOf(c));
  if (answer.ok) {
    await publishChange(c);
    return c.json(answer.model, 201);
  }
  if (answer.refusal === 'unknown-product') return refuseMisspelt(c, product);
  const detail = `"${product}" has ${modelsMax} models already, which is the most.`;
  return problem(c, {
    status: 422,
    code: 'too-many-models',
    detail,
    fix: 'Make another product for a new line of devices.',
  });
});
