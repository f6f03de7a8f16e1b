// The whole HTTP surface: one sub-app per audience, one clock reading per request, one shape of error.
import { OpenAPIHono } from '@hono/zod-openapi';
import { pollRoutes } from './device/poll.ts';
import { documentPoll } from './device/poll-route.ts';
import { healthRoutes } from './operate/health.ts';
import { apiDocsRoutes } from './pages/api-docs.ts';
import { styleRoutes } from './pages/style.ts';
import { productRoutes } from './release/products.ts';
import { defaultBodyBytes, limitBody } from './shared/body-limit.ts';
import type { HttpEnv } from './shared/http-env.ts';
import { refuseUnrouted } from './shared/not-found.ts';
import { problemOfError } from './shared/problem.ts';
import { secureHeaders } from './shared/secure-headers.ts';
import { strictJson } from './shared/strict-json.ts';

export function createApp() {
  const app = new OpenAPIHono<HttpEnv>();
  // Before any middleware: a poll pays for nothing it does not use.
  app.use(async (c, next) => {
    c.set('nowMs', c.env.process.clock.nowMs());
    await next();
  });
  app.route('/', pollRoutes);
  app.use(async (c, next) => {
    c.set('requestId', c.env.process.entropy.randomHex(8));
    await next();
    c.header('x-request-id', c.get('requestId'));
  });
  app.use(secureHeaders);
  app.use(limitBody(defaultBodyBytes));
  app.use(strictJson);
  app.route('/', healthRoutes);
  app.route('/', productRoutes);
  app.route('/', styleRoutes);
  app.route('/', apiDocsRoutes(app));
  documentPoll(app);
  app.notFound(refuseUnrouted(app));
  app.onError(problemOfError);
  return app;
}
