// GET /metrics: whether the service can do its work, and when what is signed expires, for a monitoring system.
import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import * as z from 'zod';
import { checkReadiness, type Readiness } from '../../app/check-readiness.ts';
import type { OutboxFigures } from '../../app/ports/outbox.ts';
import type { Backlog } from '../../app/ports/unread-reports.ts';
import { isOverridden } from '../../domain/rollout/override.ts';
import { alarms } from '../../domain/trust/repository/life.ts';
import type { RoleView } from '../../domain/trust/repository/trust-view.ts';
import { encodeMetrics, type Metric, metricsType } from '../../wire/operate/metrics.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { routes } from '../shared/open-api.ts';
import { repositoryPorts } from '../shared/trust-ports.ts';

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Readiness, expiries and alarms for a monitoring system',
  description:
    'In the text format of Prometheus. Tells nothing that `/readyz` and the published files do not tell, so it takes no ' +
    'token; it is answered with the database down.',
  responses: { 200: { description: 'The metrics.', content: { 'text/plain': { schema: z.string() } } } },
});

export const metricsRoutes = routes().openapi(metricsRoute, async (c) => {
  const trust = { ...repositoryPorts(c.env), signer: c.env.process.onlineSigner };
  const readiness = await checkReadiness({ ...c.env.process, ...c.env.stores(), trust }, c.get('nowMs'));
  const isUp = readiness.database === 'ok';
  const figures = isUp ? await c.env.stores().outbox.loadFigures() : null;
  const backlog = isUp ? await c.env.stores().unreadReports.loadBacklog() : null;
  const dropped = isUp ? await c.env.stores().keyTallies.loadDropped(c.get('nowMs')) : null;
  const overrides = isUp ? await countOverrides(c) : null;
  const metrics = [
    ...listServiceMetrics(readiness),
    ...listOutboxMetrics(figures, c.get('nowMs')),
    ...listReportMetrics(backlog, c.get('nowMs')),
    one(
      'orange_reports_dropped_last_hour',
      'Reports beyond the limits of their sender: counted, and not kept.',
      dropped,
    ),
    one('orange_gate_overrides', 'Rollouts whose gate a person has overridden for now.', overrides),
    ...listTrustMetrics(readiness.trust.roles),
  ];
  return c.text(encodeMetrics(metrics), 200, { 'content-type': metricsType });
});

async function countOverrides(c: Context<HttpEnv>): Promise<number> {
  const open = await c.env.stores().rollouts.loadOpenRollouts();
  return open.filter((rollout) => isOverridden(rollout, c.get('nowMs'))).length;
}

const one = (name: string, help: string, value: number | null): Metric => ({
  name,
  help,
  samples: value === null ? [] : [{ value }],
});

const listServiceMetrics = ({
  isReady,
  database,
  isDurable,
  storage,
  mapAgeS,
  mapRevision,
  trust,
}: Readiness): Metric[] => [
  one('orange_ready', 'Whether the service can do its work: 1 or 0.', Number(isReady)),
  one('orange_database_up', 'Whether the database answers: 1 or 0.', Number(database === 'ok')),
  one(
    'orange_database_durable',
    'Whether what is acknowledged outlives a power cut, by the settings of the database: 1 or 0.',
    isDurable === null ? null : Number(isDurable),
  ),
  one('orange_storage_up', 'Whether object storage answers: 1 or 0.', Number(storage === 'ok')),
  one('orange_release_map_age_seconds', 'Since storage last confirmed the release map in memory.', mapAgeS),
  one('orange_release_map_revision', 'The published revision in memory.', mapRevision),
  one(
    'orange_trust_alarms',
    'Role files that a person must look at.',
    trust.state === 'unknown' ? null : trust.alarms.length,
  ),
  {
    name: 'orange_trust_state',
    help: 'What is known of the TUF repository: off, nothing-published, published, unknown.',
    samples: [{ labels: { state: trust.state }, value: 1 }],
  },
];

/** Nothing while the database does not answer: zero would say that nobody waits. */
function listOutboxMetrics(figures: OutboxFigures | null, nowMs: number): Metric[] {
  if (figures === null) return [];
  const { waiting, oldestMs, dead, unspread } = figures;
  const ageS = oldestMs === null ? 0 : Math.max(0, nowMs - oldestMs) / 1000;
  return [
    one('orange_events_unspread', 'Events whose listeners were not noted yet.', unspread),
    one('orange_deliveries_waiting', 'Deliveries of events that were not taken yet.', waiting),
    one('orange_deliveries_oldest_age_seconds', 'Since the oldest of them was noted; 0 when none waits.', ageS),
    one('orange_deliveries_dead', 'Deliveries that were given up; `orange webhook redeliver` tries again.', dead),
  ];
}

function listReportMetrics(backlog: Backlog | null, nowMs: number): Metric[] {
  if (backlog === null) return [];
  const { unread, waiting, oldestMs } = backlog;
  const ageS = oldestMs === null ? 0 : Math.max(0, nowMs - oldestMs) / 1000;
  return [
    one('orange_reports_unread', 'Reports that are acknowledged and in no issue yet.', unread),
    one('orange_reports_waiting', 'With those: reports whose text is not in object storage yet.', waiting),
    one('orange_reports_oldest_age_seconds', 'Since the oldest that is not counted came in; 0 when all are.', ageS),
  ];
}

function listTrustMetrics(roles: readonly RoleView[]): Metric[] {
  const published = roles.filter(({ version }) => version !== null);
  const each = (name: string, help: string, of: (role: RoleView) => number): Metric => ({
    name,
    help,
    samples: published.map((role) => ({ labels: { role: role.name }, value: of(role) })),
  });
  return [
    each('orange_role_version', 'Of the published role file.', ({ version }) => version ?? 0),
    each(
      'orange_role_expires_timestamp_seconds',
      'When it expires, Unix time.',
      (role) => (role.expiresMs ?? 0) / 1000,
    ),
    each('orange_role_life_seconds', 'How long a file of this role lives.', ({ lifeMs }) => lifeMs / 1000),
    each('orange_role_alarm', '0 none, 1 half of its life is over, 2 three quarters, 3 expired.', ({ alarm }) =>
      alarms.indexOf(alarm),
    ),
    each('orange_role_signed', 'Whether it is signed as its delegator asks today: 1 or 0.', ({ isSigned }) =>
      Number(isSigned),
    ),
    each(
      'orange_role_missed_renewals',
      'Tries of the service in a row that did not renew it; 3 alarm.',
      (role) => role.missedRenewals,
    ),
  ];
}
