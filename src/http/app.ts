// The whole HTTP surface: one sub-app per audience, one clock reading per request, one shape of error.
import { OpenAPIHono } from '@hono/zod-openapi';
import { artifactRoutes } from './device/artifact.ts';
import { pollRoutes } from './device/poll.ts';
import { documentPoll } from './device/poll-route.ts';
import { auditRoutes } from './operate/audit.ts';
import { healthRoutes } from './operate/health.ts';
import { tokenRoutes } from './operate/tokens.ts';
import { apiDocsRoutes } from './pages/api-docs.ts';
import { styleRoutes } from './pages/style.ts';
import { buildSealRoutes } from './release/build-seal.ts';
import { buildUploadRoutes } from './release/build-uploads.ts';
import { buildRoutes } from './release/builds.ts';
import { ceilingRoutes } from './release/ceilings.ts';
import { channelRoutes } from './release/channels.ts';
import { decisionRoutes } from './release/decisions.ts';
import { gateRoutes } from './release/gates.ts';
import { keyRoutes } from './release/keys.ts';
import { modelRoutes } from './release/models.ts';
import { planRoutes } from './release/plans.ts';
import { productRoutes } from './release/products.ts';
import { rolloutRoutes } from './release/rollouts.ts';
import { trainRoutes } from './release/trains.ts';
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
  app.route('/', artifactRoutes);
  app.route('/', healthRoutes);
  app.route('/', productRoutes);
  app.route('/', modelRoutes);
  app.route('/', channelRoutes);
  app.route('/', keyRoutes);
  app.route('/', buildRoutes);
  app.route('/', buildUploadRoutes);
  app.route('/', buildSealRoutes);
  app.route('/', planRoutes);
  app.route('/', ceilingRoutes);
  app.route('/', rolloutRoutes);
  app.route('/', decisionRoutes);
  app.route('/', gateRoutes);
  app.route('/', trainRoutes);
  app.route('/', tokenRoutes);
  app.route('/', auditRoutes);
  app.route('/', styleRoutes);
  app.route('/', apiDocsRoutes(app));
  documentPoll(app);
  app.notFound(refuseUnrouted(app));
  app.onError(problemOfError);
  return app;
}
