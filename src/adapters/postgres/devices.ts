// Keeps enrolled devices in PostgreSQL.
import { and, asc, desc, eq, gt, or, sql } from 'drizzle-orm';
import type { DeviceFilter, Devices, EnrolmentFacts, EnrolmentQuestion } from '../../app/ports/devices.ts';
import type { Device } from '../../domain/device/device.ts';
import type { Memberships } from '../../domain/device/pass.ts';
import { derivePage } from '../../domain/page.ts';
import { toAttempt } from './attempt-rows.ts';
import { ask, type Database } from './database.ts';
import { toDevice } from './device-rows.ts';
import { builds } from './schema/builds.ts';
import { channels, cohortMembers, cohorts, models, products } from './schema/catalog.ts';
import { devices, installs } from './schema/fleet.ts';

/** Whoever asks about one device wants to see its last rollouts, not its life. */
const maxAttempts = 10;

export function deviceStore(db: Database): Devices {
  return {
    loadEnrolmentFacts: (question) => ask(loadFacts(db, question)),
    recordDevice: (device) => ask(upsert(db, device)),

    async loadDevice(product, deviceId) {
      const [row] = await ask(db.select().from(devices).where(isDevice(product, deviceId)));
      return row === undefined ? null : toDevice(row);
    },

    async loadDevices(filter, { limit, after }) {
      const rows = await ask(
        db
          .select()
          .from(devices)
          .where(and(...matches(filter), after === null ? undefined : gt(devices.id, after)))
          .orderBy(asc(devices.id))
          .limit(limit + 1),
      );
      return derivePage(rows.map(toDevice), limit, ({ id }) => id);
    },

    loadMemberships: (product, deviceId) => ask(loadMemberships(db, product, deviceId)),

    async loadAttempts(product, deviceId) {
      const rows = await ask(
        db
          .select()
          .from(installs)
          .where(and(eq(installs.productId, product), eq(installs.deviceId, deviceId)))
          .orderBy(desc(installs.rolloutId))
          .limit(maxAttempts),
      );
      return rows.map(toAttempt);
    },
  };
}

const isDevice = (product: string, deviceId: string) => and(eq(devices.productId, product), eq(devices.id, deviceId));

function matches({ product, channel, model, build }: DeviceFilter) {
  return [
    eq(devices.productId, product),
    channel === null ? undefined : eq(devices.channelId, channel),
    model === null ? undefined : eq(devices.modelId, model),
    build === null ? undefined : or(eq(devices.buildId, build), eq(devices.reportedBuild, build)),
  ];
}

/** Six small questions at once: on one connection they go out together and cost one round trip. */
async function loadFacts(db: Database, question: EnrolmentQuestion): Promise<EnrolmentFacts> {
  const { product, channel, model, device, build } = question;
  const [found, [itsChannel], itsModels, [itsBuild], [present], memberships] = await Promise.all([
    db.select({ id: products.id }).from(products).where(eq(products.id, product)),
    db
      .select({ pollS: channels.pollS })
      .from(channels)
      .where(and(eq(channels.productId, product), eq(channels.id, channel))),
    db
      .select({ id: models.id })
      .from(models)
      .where(and(eq(models.productId, product), eq(models.id, model))),
    build === null ? [] : loadBuildNamed(db, product, build),
    db.select().from(devices).where(isDevice(product, device)),
    loadMemberships(db, product, device),
  ]);
  return {
    hasProduct: found.length > 0,
    pollS: itsChannel?.pollS ?? null,
    hasModel: itsModels.length > 0,
    buildId: itsBuild?.id ?? null,
    present: present === undefined ? null : toDevice(present),
    memberships,
  };
}

/** The sealed build with this version or vendor string; a version goes before a vendor string, as in polls. */
const loadBuildNamed = (db: Pick<Database, 'select'>, product: string, name: string) =>
  db
    .select({ id: builds.id })
    .from(builds)
    .where(
      and(
        eq(builds.productId, product),
        eq(builds.state, 'sealed'),
        or(eq(builds.version, name), eq(builds.vendorVersion, name)),
      ),
    )
    .orderBy(desc(eq(builds.version, name)))
    .limit(1);

async function loadMemberships(db: Database, product: string, deviceId: string): Promise<Memberships> {
  const [named, testers] = await Promise.all([
    db
      .select({ cohort: cohortMembers.cohortId, sinceMs: cohortMembers.addedMs })
      .from(cohortMembers)
      .innerJoin(cohorts, and(eq(cohorts.productId, cohortMembers.productId), eq(cohorts.id, cohortMembers.cohortId)))
      .where(and(eq(cohortMembers.productId, product), eq(cohortMembers.deviceId, deviceId), eq(cohorts.kind, 'named')))
      .orderBy(asc(cohortMembers.addedMs), asc(cohortMembers.cohortId)),
    db
      .select({ id: cohorts.id })
      .from(cohorts)
      .where(and(eq(cohorts.productId, product), eq(cohorts.kind, 'testers')))
      .orderBy(asc(cohorts.id)),
  ]);
  return { named, testers: testers.map(({ id }) => id) };
}

/** `xmax` is zero on a row that this statement inserted. What the fold learnt meanwhile stays where it is the later word. */
async function upsert(db: Database, { product, channel, model, trial: _, ...device }: Device): Promise<boolean> {
  const newer = sql`excluded.reported_ms >= ${devices.reportedMs}`;
  const [row] = await db
    .insert(devices)
    .values({ productId: product, channelId: channel, modelId: model, ...device })
    .onConflictDoUpdate({
      target: [devices.productId, devices.id],
      set: {
        channelId: channel,
        modelId: model,
        region: device.region,
        locale: device.locale,
        isTester: device.isTester,
        testerSinceMs: device.testerSinceMs,
        reportedBuild: sql`case when ${newer} then excluded.reported_build else ${devices.reportedBuild} end`,
        buildId: sql`case when ${newer} then excluded.build_id else ${devices.buildId} end`,
        reportedMs: sql`greatest(${devices.reportedMs}, excluded.reported_ms)`,
        seenMs: sql`greatest(${devices.seenMs}, excluded.seen_ms)`,
      },
    })
    .returning({ isNew: sql<boolean>`xmax = 0` });
  return row?.isNew === true;
}
