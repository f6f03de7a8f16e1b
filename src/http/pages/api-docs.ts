// /openapi.json and the readable page beside it, both made once from the app's own routes.
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';
import { type ApiDocsModel, apiDocsModel } from '../../pages/api-docs/model.ts';
import { apiDocsPage } from '../../pages/api-docs/page.tsx';
import { type ApiDocument, describeApi } from '../operate/api-document.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { jsonAnswer, routes } from '../shared/open-api.ts';
import { htmlAnswer, page } from '../shared/page.ts';

/** Nothing in it changes until the next deployment. */
const cacheControl = 'public, max-age=300';

const documentRoute = createRoute({
  method: 'get',
  path: '/openapi.json',
  summary: 'This API as an OpenAPI 3.1 document',
  responses: { 200: jsonAnswer('The document.', z.looseObject({ openapi: z.string(), paths: z.looseObject({}) })) },
});

const pageRoute = createRoute({
  method: 'get',
  path: '/docs',
  summary: 'This API as a page to read',
  responses: { 200: htmlAnswer('The page.') },
});

/** `app` is the whole app; it is asked when the first reader comes, when all its routes are there. */
export function apiDocsRoutes(app: OpenAPIHono<HttpEnv>) {
  let document: ApiDocument | null = null;
  let model: { origin: string; value: ApiDocsModel } | null = null;
  const documentOnce = (): ApiDocument => {
    document ??= describeApi(app);
    return document;
  };
  const modelFor = (origin: string): ApiDocsModel => {
    if (model?.origin !== origin) model = { origin, value: apiDocsModel(documentOnce(), origin) };
    return model.value;
  };
  return routes()
    .openapi(documentRoute, (c) => {
      c.header('cache-control', cacheControl);
      return c.json(documentOnce(), 200);
    })
    .openapi(pageRoute, (c) => {
      c.header('cache-control', cacheControl);
      return page(c, apiDocsPage(modelFor(new URL(c.req.url).origin)), 200);
    });
}
