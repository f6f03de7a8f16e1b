// The whole HTTP surface: one sub-app per audience, one clock reading per request, one shape of error.
import { OpenAPIHono } from '@hono/zod-openapi';
import { artifactRoutes } from './device/artifact.ts';
import { attachmentRoutes } from './device/attachments.ts';
import { checkinRoutes, documentCheckins } from './device/checkins.ts';
import { chunkListRoutes } from './device/chunk-list.ts';
import { enrolmentRoutes } from './device/enrolments.ts';
import { pollRoutes } from './device/poll.ts';
import { documentPoll } from './device/poll-route.ts';
import { rawReportRoutes } from './device/raw-reports.ts';
import { reportMailRoutes } from './device/report-mail.ts';
import { reportRoutes } from './device/reports.ts';
import { auditRoutes } from './operate/audit.ts';
import { healthRoutes } from './operate/health.ts';
import { metricsRoutes } from './operate/metrics.ts';
import { tokenRoutes } from './operate/tokens.ts';
import { apiDocsRoutes } from './pages/api-docs.ts';
import { buildNotesPageRoutes } from './pages/build-notes.ts';
import { issueFormRoutes } from './pages/issue-forms.ts';
import { issuePageRoutes } from './pages/issues.ts';
import { loginRoutes } from './pages/login.ts';
import { mailPageRoutes } from './pages/mail.ts';
import { myReportFormRoutes } from './pages/my-report-forms.ts';
import { myReportRoutes } from './pages/my-reports.ts';
import { problemsAsPages } from './pages/problem-page.ts';
import { reportPageRoutes, reportScriptRoutes } from './pages/report.ts';
import { rolloutPageRoutes } from './pages/rollouts.ts';
import { styleRoutes } from './pages/style.ts';
import { trustPageRoutes } from './pages/trust.ts';
import { answerTimeRoutes } from './release/answer-times.ts';
import { buildChunkRoutes } from './release/build-chunks.ts';
import { buildImageRoutes } from './release/build-image.ts';
import { buildNotesRoutes } from './release/build-notes.ts';
import { buildUploadRoutes } from './release/build-uploads.ts';
import { buildWithdrawalRoutes } from './release/build-withdrawal.ts';
import { buildRoutes } from './release/builds.ts';
import { ceilingRoutes } from './release/ceilings.ts';
import { channelRoutes } from './release/channels.ts';
import { cohortRoutes } from './release/cohorts.ts';
import { decisionRoutes } from './release/decisions.ts';
import { deviceRoutes } from './release/devices.ts';
import { edgeHoldRoutes } from './release/edge-holds.ts';
import { gateRoutes } from './release/gates.ts';
import { issueRoutes } from './release/issues.ts';
import { mirrorRoutes } from './release/mirrors.ts';
import { modelRoutes } from './release/models.ts';
import { planRoutes } from './release/plans.ts';
import { productRoutes } from './release/products.ts';
import { reportErasureRoutes } from './release/report-erasure.ts';
import { reportReadingRoutes } from './release/reports.ts';
import { rolloutRoutes } from './release/rollouts.ts';
import { symbolRoutes } from './release/symbols.ts';
import { trainRoutes } from './release/trains.ts';
import { trustRoutes } from './release/trust.ts';
import { trustProposalRoutes } from './release/trust-proposals.ts';
import { webhookDeliveryRoutes } from './release/webhook-deliveries.ts';
import { webhookRoutes } from './release/webhooks.ts';
import { repositoryRoutes } from './repository/repository.ts';
import { sentryRoutes } from './sentry/sentry.ts';
import { documentSentry } from './sentry/sentry-document.ts';
import { limitBody } from './shared/body-limit.ts';
import { maxBodyBytes } from './shared/body-sizes.ts';
import { deliverSoon } from './shared/deliver-soon.ts';
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
    c.res.headers.set('x-request-id', c.get('requestId') ?? '');
  });
  app.use(secureHeaders);
  app.use(problemsAsPages);
  app.use(limitBody(maxBodyBytes));
  app.use(strictJson);
  app.use(deliverSoon);
  app.route('/', artifactRoutes);
  app.route('/', chunkListRoutes);
  app.route('/', healthRoutes);
  app.route('/', metricsRoutes);
  app.route('/', productRoutes);
  app.route('/', modelRoutes);
  app.route('/', channelRoutes);
  app.route('/', buildRoutes);
  app.route('/', buildUploadRoutes);
  app.route('/', buildChunkRoutes);
  app.route('/', buildImageRoutes);
  app.route('/', buildWithdrawalRoutes);
  app.route('/', planRoutes);
  app.route('/', ceilingRoutes);
  app.route('/', rolloutRoutes);
  app.route('/', decisionRoutes);
  app.route('/', edgeHoldRoutes);
  app.route('/', gateRoutes);
  app.route('/', trainRoutes);
  app.route('/', checkinRoutes);
  app.route('/', enrolmentRoutes);
  routeReports(app);
  app.route('/', cohortRoutes);
  app.route('/', deviceRoutes);
  app.route('/', repositoryRoutes);
  app.route('/', trustRoutes);
  app.route('/', trustProposalRoutes);
  routeListeners(app);
  app.route('/', tokenRoutes);
  app.route('/', auditRoutes);
  app.route('/', loginRoutes);
  app.route('/', rolloutPageRoutes);
  app.route('/', trustPageRoutes);
  app.route('/', styleRoutes);
  app.route('/', apiDocsRoutes(app));
  documentPoll(app);
  documentCheckins(app);
  app.notFound(refuseUnrouted(app));
  app.onError(problemOfError);
  return app;
}

/** Who outside is told of what happens. */
function routeListeners(app: OpenAPIHono<HttpEnv>): void {
  app.route('/', webhookRoutes);
  app.route('/', webhookDeliveryRoutes);
  app.route('/', mirrorRoutes);
  app.route('/', reportMailRoutes);
  app.route('/', mailPageRoutes);
}

/** What devices, apps and testers send, and what becomes of it. */
function routeReports(app: OpenAPIHono<HttpEnv>): void {
  app.route('/', reportRoutes);
  app.route('/', rawReportRoutes);
  app.route('/', attachmentRoutes);
  app.route('/', sentryRoutes);
  app.route('/', reportReadingRoutes);
  app.route('/', answerTimeRoutes);
  app.route('/', issueRoutes);
  app.route('/', reportErasureRoutes);
  app.route('/', symbolRoutes);
  app.route('/', reportPageRoutes);
  app.route('/', reportScriptRoutes);
  app.route('/', myReportRoutes);
  app.route('/', myReportFormRoutes);
  app.route('/', issuePageRoutes);
  app.route('/', issueFormRoutes);
  app.route('/', buildNotesRoutes);
  app.route('/', buildNotesPageRoutes);
  documentSentry(app);
}
